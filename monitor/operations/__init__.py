"""What operators look at and do: status, measurements, liveness, checkup, backup, copying, retention."""
