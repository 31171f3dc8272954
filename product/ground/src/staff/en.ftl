level-probation = Probation
level-general = General
level-regular = Regular
level-supervisor = Supervisor
level-administrator = Administrator
