# SPDX-License-Identifier: GPL-3.0-or-later
"""When a post goes out, as it is chosen in the composer."""
import re

from poster_composing import TITLE, Composing
from poster_driver import main, test


@test('/when/a-day-and-a-time-are-chosen')
def chooses():
    with Composing(env={'TZ': 'Europe/Berlin'}) as app:
        app.compose_clip()
        app.press('At a Time')
        app.press(re.compile('^Date and Time'))
        app.press('Tomorrow')
        app.type_into('Time', '18:45', role='spin button')
        app.wait('Schedule for tomorrow, 18:45', 'button')
        # What is no time is said, and changes nothing.
        app.type_into('Time', 'noonish', role='spin button')
        app.wait('That is no time. Write it like 18:00.', 'label')
        app.wait('Schedule for tomorrow, 18:45', 'button')
        app.type_into('Time', '7:05', role='spin button')
        app.wait_gone('That is no time. Write it like 18:00.', 'label')
        app.wait('Schedule for tomorrow, 07:05', 'button')
        app.shot('when')
        app.focus(TITLE)
        app.key('Escape')
        app.wait_for(lambda: app.find('Time', 'spin button') is None, 'the end of the chooser')


main()
