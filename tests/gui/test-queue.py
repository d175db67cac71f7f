# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue: its times are made in the window, and posts take one each."""
import datetime
import re

import poster_scenes
from poster_composing import MEDIA, TITLE, Composing
from poster_driver import main, name_of, test


def slots_of(app):
    """When each post that waits goes out, by its text."""
    return {post['content']: datetime.datetime.fromisoformat(post['scheduledFor'][:16])
            for post in app.posts() if post['status'] == 'scheduled'}


def fill_in(app, words):
    app.write(words)
    app.press('Who can see it', 'row')
    app.press('Everyone', 'check')


def compose_another(app, others):
    """One more composer, beside others of the same name."""
    paths = [other.path for other in others]
    app.composer = None
    app.open_files(poster_scenes.clip(MEDIA, 'bowl'))
    app.composer = app.wait_for(lambda: next((window for window in app.find_all(TITLE, 'window')
                                              if window.path not in paths), None), 'another composer')
    app.focus(TITLE)
    app.wait('Play', 'button')
    return app.composer


def finish(app, composer):
    """Presses the button of that composer, which then goes."""
    app.composer = composer
    app.press('Add to Queue')
    app.composer = None
    app.wait_for(lambda: all(window.path != composer.path for window in app.windows()), 'the end of the composer')


def open_queues(app):
    app.composer = None
    app.activate('queues')
    app.composer = app.wait('Queues', 'window')


def close_queues(app):
    app.composer = None
    app.focus('Queues')
    app.key('Escape')
    app.wait_for(lambda: app.window('Queues') is None, 'the end of the queues')


@test('/queue/each-post-takes-a-slot-of-its-own')
def takes_slots():
    with Composing(env={'TZ': 'UTC'}, settings={'page': "'calendar'"}) as app:
        # Monday to Friday, 18:00, and in the morning on Sundays.
        open_queues(app)
        app.press(re.compile('^Monday to Friday'))
        app.wait('Remove Friday, 18:00', 'button')
        app.type_into('Time', '9:30')
        app.press('Add')
        app.wait('Remove Sunday, 09:30', 'button')
        close_queues(app)

        # The calendar shows what is free; a post that is written on one takes that very one.
        app.press('Week')
        app.press('Next Week')
        app.wait_for(lambda: len(app.find_all('18:00, free slot', 'button')) == 5, 'the free slots of a week')
        app.click_on(app.find('09:30, free slot', 'button'))
        app.composer = app.wait(TITLE, 'window')
        app.press('Choose Files…')
        app.composer = None
        app.choose_file(poster_scenes.clip(MEDIA, 'bowl'))
        app.composer = app.window(TITLE)
        app.wait('Play', 'button')
        fill_in(app, 'On Sunday morning')
        finish(app, app.composer)
        sunday = slots_of(app)['On Sunday morning']
        assert (sunday.weekday(), sunday.hour, sunday.minute) == (6, 9, 30), sunday

        # Two that are written side by side are both shown the next free slot; the second gets the one after it.
        composers, shown = [], set()
        for words in ('First in line', 'Second in line'):
            composers.append(compose_another(app, composers))
            fill_in(app, words)
            app.press('Next Free Slot')
            shown.add(name_of(app.wait(re.compile(', 18:00$'), 'button')))
        assert len(shown) == 1, shown
        app.press(shown.pop())
        app.wait('Next Free Slots', 'label')
        app.shot('queue-preview')
        app.key('Escape')
        for composer in composers:
            finish(app, composer)
        taken = slots_of(app)
        assert taken['First in line'] < taken['Second in line'], taken
        assert len(set(taken.values())) == 3 and all(time.hour in (9, 18) for time in taken.values()), taken

        # Other times, and those that wait take them.
        open_queues(app)
        app.press('Remove Sunday, 09:30')
        app.wait_gone('Remove Sunday, 09:30', 'button')
        app.press('Move Waiting Posts…')
        app.composer = None
        app.press('Move')
        app.wait_for(lambda: all(time.hour == 18 for time in slots_of(app).values()), 'other times')
        moved = slots_of(app)
        assert len(set(moved.values())) == 3, moved
        close_queues(app)


main()
