# What the program does for itself.
job-audit-sequence-title = Number the events
job-audit-sequence-about = Gives every recorded change its place in the one order that indexes and other followers read.
job-housekeeping-title = Remove what has expired
job-housekeeping-about = Removes sessions nobody uses, used form keys, counts of tries, mails to staff that left a month ago, and the secrets of past days.
job-keys-upkeep-title = Look after keys
job-keys-upkeep-about = Makes new wrapping keys once a week, wraps every key anew and destroys all wrapping keys but the last two, so that old copies of the key ring become unreadable.
