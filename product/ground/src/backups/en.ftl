# Words of the backups.
job-backups-slots-title = Copies of the wrapping keys
job-backups-slots-about = Renews, beside each backup, the copy of the wrapping keys, so that none of them outlives the keys that were destroyed.
