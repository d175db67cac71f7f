# SPDX-License-Identifier: GPL-3.0-or-later
"""The Calendar page: a week is planned by dragging and with the keyboard, and goes out as planned."""
import datetime
import os
import re
import time

from poster_driver import Poster, has, main, make_video, name_of, run_tool, test, walk

CLIP = make_video(os.path.join(os.environ['POSTER_TEST_MEDIA'], 'calendar.mp4'))
DAY = datetime.timedelta(days=1)


def next_month():
    """A Tuesday that is shown with its whole week, whatever day it is today."""
    first = (datetime.date.today().replace(day=1) + 32 * DAY).replace(day=8)
    return first + (1 - first.weekday()) % 7 * DAY


def opened_calendar(*handles):
    app = Poster(started=False, settings={'page': "'calendar'"})
    app.connect_practice(*(handles or ('kitchen',)))
    return app


def plan(app, caption, date, hour=18):
    return app.post(CLIP, to=['kitchen'], caption=caption,
                    arguments=['--at', '%s %02d:00' % (date, hour), '--timezone', 'UTC'])


def planned(app):
    """When each post goes out, by its text."""
    return {post['content']: post['scheduledFor'] for post in app.posts()}


def wait_planned(app, caption, date, hour=18):
    wanted = '%sT%02d:00' % (date, hour)
    app.wait_for(lambda: planned(app)[caption].startswith(wanted), '%s at %s' % (caption, wanted))


def tile(app, caption):
    return app.wait(re.compile('^[0-9:]+, %s, @kitchen on TikTok' % re.escape(caption)), 'button')


def cell(app, date):
    name = '%s, %d %s' % (date.strftime('%A'), date.day, date.strftime('%B'))
    return app.wait(re.compile('^%s, ' % re.escape(name)), 'table cell')


def in_seconds(seconds):
    return (datetime.datetime.utcnow() + datetime.timedelta(seconds=seconds)).strftime('%Y-%m-%d %H:%M:%S')


def received(app):
    """The text of each post that the stand-in for TikTok has made public."""
    return sorted(post['post_info']['title'] for post in app.sandbox('/sandbox/ledger')['publications'])


def focused(app):
    return next((name_of(node) for node, _ in list(walk(app.root)) if has(node, 'focused')), '')


def drag(app, node, target, dropped=True):
    x, y, width, height = app.box_on_display(node, 'Poster')
    run_tool('xdotool', 'mousemove', str(x + width // 2), str(y + height // 3), 'mousedown', '1')
    target_x, target_y, target_width, target_height = app.box_on_display(target, 'Poster')
    for part in (0.2, 0.6, 1):
        run_tool('xdotool', 'mousemove', str(round(x + (target_x + target_width * 0.7 - x) * part)),
                 str(round(y + (target_y + target_height * 0.6 - y) * part)))
        time.sleep(0.05)
    if not dropped:
        # Not with --clearmodifiers, which lets go of the button as well.
        run_tool('xdotool', 'key', 'Escape')
    run_tool('xdotool', 'mouseup', '1')


@test('/calendar/a-week-is-planned-by-dragging-and-by-keys')
def planning():
    day = next_month()
    with opened_calendar() as app:
        plan(app, 'One', day)
        plan(app, 'Two', day + DAY, 12)
        app.start()
        app.press('Next Month')
        app.focus('Poster')
        drag(app, tile(app, 'One'), cell(app, day + 2 * DAY), dropped=False)
        drag(app, tile(app, 'Two'), cell(app, day + 3 * DAY))
        wait_planned(app, 'Two', day + 3 * DAY, 12)
        wait_planned(app, 'One', day)

        # The focus has gone along with it; Control and an arrow take it further.
        app.wait_for(lambda: ', Two,' in focused(app), 'the focus on the post')
        app.key('ctrl+Left')
        wait_planned(app, 'Two', day + 2 * DAY, 12)
        app.key('ctrl+z')
        wait_planned(app, 'Two', day + 3 * DAY, 12)

        app.wait_for(lambda: ', Two,' in focused(app), 'the focus on the post')
        app.key('Delete')
        app.wait_gone(re.compile('^[0-9:]+, Two, '), 'button')
        app.press('Undo')
        tile(app, 'Two')
        assert len(app.posts()) == 2

        # Their time comes: the sandbox receives what was planned, each once.
        for post in app.posts():
            app.command_line('reschedule', post['_id'], in_seconds(2))
        app.wait_for(lambda: all(post['status'] == 'published' for post in app.posts()), 'the posts to be out')
        assert received(app) == ['One', 'Two'], received(app)


@test('/calendar/what-is-moved-goes-out-then')
def going_out():
    with opened_calendar() as app:
        at = datetime.datetime.utcnow().replace(second=0, microsecond=0) + datetime.timedelta(minutes=30)
        post_id = app.post(CLIP, to=['kitchen'], caption='Soon',
                           arguments=['--at', at.strftime('%Y-%m-%d %H:%M'), '--timezone', 'UTC'])
        app.start()
        app.press('Week')
        app.focus('Poster')
        node = tile(app, 'Soon')
        x, y, width, height = app.box_on_display(node, 'Poster')
        run_tool('xdotool', 'keydown', 'ctrl')
        app.click(x + width // 2, y + height // 2)
        run_tool('xdotool', 'keyup', 'ctrl')
        app.wait_for(lambda: ', Soon,' in focused(app), 'the focus on the post')
        app.key('ctrl+Up')
        earlier = (at - datetime.timedelta(minutes=15)).strftime('%Y-%m-%dT%H:%M')
        app.wait_for(lambda: planned(app)['Soon'].startswith(earlier), 'another time')
        # Nobody waits for a minute to come: its time is moved on to the next seconds. Then the sandbox gets it, and no sooner.
        due = in_seconds(3)
        app.command_line('reschedule', post_id, due)
        app.wait_for(lambda: app.posts()[0]['status'] == 'published', 'the post to be out')
        assert datetime.datetime.utcnow() >= datetime.datetime.fromisoformat(due)
        assert received(app) == ['Soon'], received(app)
        app.wait(re.compile('^[0-9:]+, Soon, @kitchen on TikTok, Published'), 'button')


main()
