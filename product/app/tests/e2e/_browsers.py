"""lynx and w3m, driven by their keys: follow a link, fill in fields, press a button."""

import os
import re
import time

from _terminal import Terminal, squeeze


class Lynx:
    """lynx, with its links and fields numbered."""

    name = "lynx"

    def __init__(self, home, address, cookies):
        settings = os.path.join(home, "lynx.cfg")
        with open(settings, "w", encoding="utf-8") as file:
            file.write("DEFAULT_KEYPAD_MODE:LINKS_AND_FIELDS_ARE_NUMBERED\nINFOSECS:0\nMESSAGESECS:0\nALERTSECS:0\n")
        cookie = "-accept_all_cookies" if cookies else "-cookies"
        self.terminal = Terminal(["lynx", f"-cfg={settings}", "-nocolor", cookie, address], home)

    def shows(self, pattern):
        """Waits for `pattern` on the page; returns the match."""
        return self.terminal.wait(pattern)

    def page(self):
        return self.terminal.settle()

    def _go(self, number):
        self.terminal.type(number)
        self.terminal.wait(rf"number: *{number}")
        self.terminal.type("g\r")
        self.terminal.settle()

    def follow(self, words):
        """Follows the link, or presses the button, with these words."""
        self._go(self.shows(rf"\[(\d+)\](?:BUTTON\) )?{re.escape(words)}").group(1))
        self.terminal.type("\r")
        self.terminal.settle()

    def fill(self, fields):
        """Fills in fields, given as label and text."""
        for label, text in fields:
            self._go(self.shows(rf"{re.escape(label)}[^_]*?\[(\d+)\]_").group(1))
            self.terminal.type(text.replace("\n", "\r"))
            self._leave()

    def press(self, words):
        self.follow(words)

    def _leave(self):
        """Goes on to the button, where figures are numbers of links again."""
        for _ in range(20):
            if "Enter text" not in self.terminal.settle():
                return
            self.terminal.type("\t")
        raise AssertionError("lynx does not leave the fields")

    def close(self):
        self.terminal.close()


class W3m:
    """w3m, with an editor that puts in what is to be written."""

    name = "w3m"

    def __init__(self, home, address, cookies):
        self.words = os.path.join(home, "words")
        use = "1" if cookies else "0"
        self.terminal = Terminal(
            ["w3m", "-o", f"use_cookie={use}", "-o", f"accept_cookie={use}", "-o", f"editor=cp {self.words}", address],
            home,
        )

    def shows(self, pattern):
        """Waits for `pattern` on the page; returns the match."""
        return self.terminal.wait(pattern)

    def page(self):
        return self.terminal.settle()

    def _find(self, words):
        self.shows(re.escape(words))
        # From the top, so that the first of several is found.
        self.terminal.type("g")
        self.terminal.type(f"/{words}\r")
        self.terminal.settle()

    def follow(self, words):
        """Follows the link with these words."""
        self._find(words)
        self.terminal.type("\r")
        self.terminal.settle()

    def fill(self, fields):
        """Fills in fields, given as label and text."""
        for label, text in fields:
            with open(self.words, "w", encoding="utf-8") as file:
                file.write(text)
            self._find(label)
            self.terminal.type("\t\r")
            if "\n" not in text and "TEXT:" in self.terminal.settle():
                self.terminal.type(f"{text}\r")
            self.terminal.settle()

    def press(self, words):
        """Presses the button with these words, which is the last of them on the page."""
        self.shows(re.escape(words))
        self.terminal.type("G")
        self.terminal.type(f"?{words}\r")
        self.terminal.settle()
        self.terminal.type("\r")
        self.terminal.settle()

    def close(self):
        self.terminal.close()


def run(tests):
    """Runs tests, prints a line each; returns the exit code."""
    bad = 0
    for test in tests:
        start = time.monotonic()
        try:
            test()
        except Exception as fault:  # pylint: disable=broad-except
            bad += 1
            print(f"not ok {test.__name__}")
            print(squeeze(f"{type(fault).__name__}: {fault}"))
        else:
            print(f"ok {test.__name__}")
        print(f"# {time.monotonic() - start:.1f} s")
    return 1 if bad else 0
