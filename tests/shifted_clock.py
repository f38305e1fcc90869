"""Sets the clock of one process: a small library stands before the C library's clock and adds what a file says, so that the
process is the real one. Needs Linux and a C compiler."""

from __future__ import annotations

import struct
import subprocess
from datetime import timedelta
from pathlib import Path

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
static volatile long long *offset;
__attribute__((constructor)) static void begin(void) {
    int file = open(getenv("CLOCK_OFFSET"), O_RDONLY);
    offset = mmap(0, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
}
int clock_gettime(clockid_t clock, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int status = real(clock, at);
    if (clock == CLOCK_REALTIME && offset) at->tv_sec += *offset;
    return status;
}
time_t time(time_t *kept) {
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    if (kept) *kept = at.tv_sec;
    return at.tv_sec;
}
int gettimeofday(struct timeval *at, void *zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec, at->tv_usec = now.tv_nsec / 1000;
    return 0;
}
"""


class ShiftedClock:
    """The clock of the processes that are started with its ``environment``; ``folder`` keeps its files."""

    def __init__(self, folder: Path, ahead: timedelta = timedelta(0)) -> None:
        source, library = folder / "shim.c", folder / "shim.so"
        self._offset = folder / "offset"
        source.write_text(SHIM)
        self._offset.write_bytes(bytes(8))
        self.set(ahead)
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, timeout=60)
        self.environment = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(self._offset)}

    def set(self, ahead: timedelta) -> None:
        """Put it so far ahead of the machine's."""
        with self._offset.open("r+b") as file:  # in place: the processes have it mapped
            file.write(struct.pack("q", int(ahead.total_seconds())))
