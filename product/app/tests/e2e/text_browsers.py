"""Asking and checking with lynx and with w3m over plain http, with cookies and without."""

import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from _browsers import Lynx, W3m, run
from _terminal import squeeze

NUMBER = r"^\s*(QR-\d{5,}-[0-9A-HJKMNP-TV-Z]{5})\s*$"
FIRST = "Is the <b>tower</b> open"
SECOND = "in the winter, and how high is it?"

FOLDER = tempfile.mkdtemp(prefix="querist-e2e-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def demo():
    """Starts the program; returns its address."""
    command = [os.environ["QUERIST_BIN"], "demo", "--listen", "127.0.0.1:0", "--data", os.path.join(FOLDER, "data")]
    with open(os.path.join(FOLDER, "log"), "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)

    def stop():
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()

    atexit.register(stop)
    address = None
    for line in server.stdout:
        if line.startswith("Public: "):
            address = line.split()[1].rstrip("/")
        if line.strip() == "Ready":
            return address
    raise AssertionError("the server ended")


def ask_and_check(kind, cookies):
    """The whole way of somebody who asks and comes back."""
    home = tempfile.mkdtemp(dir=FOLDER)
    email = f"{kind.name}.{'with' if cookies else 'without'}@client.example"
    browser = kind(home, f"{ADDRESS}/ask", cookies)
    try:
        browser.follow("A general question")
        browser.shows("Ask in your own words")
        # Refused first: what is wrong is said above and at the field, and the rest is kept.
        browser.fill([("What would you like to know?", f"{FIRST}\n{SECOND}")])
        browser.press("Send my question")
        browser.shows("1 thing to put right before we can take this")
        shown = browser.page()
        assert shown.count("Write your email address") == 2, squeeze(shown)
        # w3m draws a field of twenty columns.
        assert SECOND[:18] in shown, f"the question is gone:\n{squeeze(shown)}"
        browser.fill([("3 Your email address", email)])
        # A form that is sent within three seconds is looked at once more.
        time.sleep(3.5)
        browser.press("Send my question")
        number = confirm(browser, cookies)
        browser.follow("Look at my request")
        browser.shows("Give the number we showed you")
        browser.fill([("Request number", number), ("Your email address", email)])
        browser.press("Show my request")
        browser.shows("Letters so far")
        shown = browser.page()
        for words in (number, FIRST, SECOND, "We have your question. We answer by"):
            assert words in shown, f"{words!r} is not on the page:\n{squeeze(shown)}"
        browser.fill([("What you want to tell us", "I mean the round one.\nNot the other.")])
        browser.press("Send my reply")
        browser.shows("Your reply is here")
        assert "I mean the round one." in browser.page()
    finally:
        browser.close()


def confirm(browser, cookies):
    """Presses "Check and send" where there is no cookie; returns the number, which is one unbroken text."""
    if not cookies:
        browser.shows("Check and send")
        browser.shows("Nothing has been sent yet")
        browser.press("Check and send")
        # Pressed at once nobody can have read it: it is shown again.
        browser.shows("That was very quick")
        time.sleep(3.5)
        browser.press("Check and send")
    browser.shows("We have your question")
    found = re.search(NUMBER, browser.page(), re.MULTILINE)
    assert found, f"no unbroken number:\n{squeeze(browser.page())}"
    return found.group(1)


# proves: RF-75, RF-76, RF-166
def test_lynx_with_cookies():
    ask_and_check(Lynx, True)


# proves: RF-75, RF-76
def test_lynx_without_cookies():
    ask_and_check(Lynx, False)


# proves: RF-75, RF-76
def test_w3m_with_cookies():
    ask_and_check(W3m, True)


# proves: RF-75, RF-76
def test_w3m_without_cookies():
    ask_and_check(W3m, False)


if __name__ == "__main__":
    ADDRESS = demo()
    sys.exit(run([test_lynx_with_cookies, test_lynx_without_cookies, test_w3m_with_cookies, test_w3m_without_cookies]))
