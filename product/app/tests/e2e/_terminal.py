"""A terminal with a program in it: what its screen shows, and keys typed into it.

The screen is a VT100 as far as lynx and w3m use one.
"""

import os
import re
import time

import pexpect

ROWS, COLUMNS = 120, 100
# The longest a page may take on a busy machine, in seconds.
PATIENCE = 30
# The screen is taken for finished when nothing came for so long.
STILL = 0.2

SEQUENCE = re.compile(r"\x1b\[([?\d;]*)([A-Za-z@])|\x1b[()][A-Z0-9]|\x1b([=>78MDE])|([\x00-\x1f])|([^\x00-\x1f\x1b]+)")


class Screen:
    """The characters on a screen, and the cursor."""

    def __init__(self):
        self.lines = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = 0
        self.top, self.bottom = 0, ROWS - 1

    def text(self):
        return "\n".join("".join(line).rstrip() for line in self.lines)

    def write(self, text):
        """Writes `text`; returns what may be the beginning of a sequence and waits for its end."""
        at = 0
        while at < len(text):
            found = SEQUENCE.match(text, at)
            if not found:
                if len(text) - at < 16:
                    return text[at:]
                at += 1
                continue
            at = found.end()
            numbers, letter, short, control, plain = found.groups()
            if letter:
                self.control_sequence(numbers, letter)
            elif short:
                self.short_sequence(short)
            elif control:
                self.control(control)
            elif plain:
                self.plain(plain)
        return ""

    def plain(self, text):
        for character in text:
            if self.column >= COLUMNS:
                self.column = 0
                self.down()
            self.lines[self.row][self.column] = character
            self.column += 1

    def control(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.down()
        elif character == "\b":
            self.column = max(0, self.column - 1)
        elif character == "\t":
            self.column = min(COLUMNS - 1, (self.column // 8 + 1) * 8)

    def down(self):
        if self.row == self.bottom:
            self.lines.insert(self.bottom + 1, [" "] * COLUMNS)
            del self.lines[self.top]
        else:
            self.row = min(ROWS - 1, self.row + 1)

    def up(self):
        if self.row == self.top:
            del self.lines[self.bottom]
            self.lines.insert(self.top, [" "] * COLUMNS)
        else:
            self.row = max(0, self.row - 1)

    def short_sequence(self, letter):
        if letter == "M":
            self.up()
        elif letter in "DE":
            self.down()

    def control_sequence(self, numbers, letter):
        values = [int(number) if number.isdigit() else 0 for number in numbers.split(";")]
        count = max(1, values[0])
        if letter == "H":
            self.row = min(ROWS, count) - 1
            self.column = min(COLUMNS, max(1, values[1] if len(values) > 1 else 1)) - 1
        elif letter == "A":
            self.row = max(0, self.row - count)
        elif letter == "B":
            self.row = min(ROWS - 1, self.row + count)
        elif letter == "C":
            self.column = min(COLUMNS - 1, self.column + count)
        elif letter == "D":
            self.column = max(0, min(self.column, COLUMNS - 1) - count)
        elif letter == "r":
            self.top, self.bottom = count - 1, (values[1] if len(values) > 1 else ROWS) - 1
            self.row = self.column = 0
        elif letter == "K":
            self.erase_line(values[0])
        elif letter == "J":
            self.erase(values[0])

    def erase_line(self, how):
        start = 0 if how in (1, 2) else self.column
        end = min(self.column + 1, COLUMNS) if how == 1 else COLUMNS
        self.lines[self.row][start:end] = [" "] * (end - start)

    def erase(self, how):
        self.erase_line(how)
        above = range(self.row) if how in (1, 2) else range(0)
        below = range(self.row + 1, ROWS) if how in (0, 2) else range(0)
        for row in [*above, *below]:
            self.lines[row] = [" "] * COLUMNS


class Terminal:
    """A program in a terminal."""

    def __init__(self, command, home):
        environment = {
            "TERM": "vt100",
            "HOME": home,
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        self.screen = Screen()
        self.rest = ""
        self.child = pexpect.spawn(
            command[0],
            command[1:],
            env=environment,
            cwd=home,
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            codec_errors="replace",
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = 0.02

    def settle(self):
        """Reads until nothing comes for a while; returns what the screen shows."""
        while True:
            try:
                text = self.child.read_nonblocking(65536, STILL)
            except pexpect.TIMEOUT:
                return self.screen.text()
            except pexpect.EOF:
                raise AssertionError(f"the program ended:\n{self.screen.text()}") from None
            self.rest = self.screen.write(self.rest + text)

    def wait(self, pattern):
        """Waits until the screen shows `pattern`; returns the match."""
        end = time.monotonic() + PATIENCE
        while True:
            shown = self.settle()
            found = re.search(pattern, shown, re.MULTILINE)
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"no {pattern!r} on the screen:\n{squeeze(shown)}")

    def type(self, text):
        self.child.send(text)

    def close(self):
        self.child.close(force=True)


def squeeze(text):
    """Without empty lines, for messages."""
    return "\n".join(line for line in text.split("\n") if line.strip())
