# Words of the backups.
job-backups-slots-title = Kopien der Hüllschlüssel
job-backups-slots-about = Erneuert neben jeder Sicherung die Kopie der Hüllschlüssel, damit keine davon die vernichteten Schlüssel überdauert.
