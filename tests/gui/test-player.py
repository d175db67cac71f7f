# SPDX-License-Identifier: GPL-3.0-or-later
"""The clip of a post, played in the composer."""
import re

from poster_composing import TITLE, Composing
from poster_driver import description_of, main, name_of, set_value, test, value_of


def where(place):
    """Seconds, as a screen reader hears them: “0:04 of 0:08”."""
    words = re.match(r'(\d+):(\d\d) of 0:08$', description_of(place))
    return 60 * int(words[1]) + int(words[2]) if words else None


@test('/player/plays-pauses-and-goes-to-a-place')
def plays():
    with Composing() as app:
        app.compose_clip()
        place = app.wait('Place in the Clip', 'slider')
        play = app.wait('Play', 'button')
        app.wait_for(lambda: where(place) == 0, 'its beginning')
        app.act(play)
        app.wait_for(lambda: name_of(play) == 'Pause', 'the clip that plays')
        app.wait_for(lambda: where(place) == 1, 'another second')
        app.act(play)
        app.wait_for(lambda: name_of(play) == 'Play', 'the clip that stands')
        # By a press in the middle of the filmstrip, and by keys from there.
        app.click_on(place)
        app.wait_for(lambda: where(place) in (3, 4), 'its middle')
        app.key('End')
        # The last frame is shown from 0:07.97 to 0:08.
        app.wait_for(lambda: where(place) in (7, 8), 'its last frame')
        app.key('Page_Up')
        app.wait_for(lambda: where(place) in (6, 7), 'a second before')
        app.key('Home')
        app.wait_for(lambda: where(place) == 0, 'its first frame')


@test('/player/goes-as-fast-as-told-and-round-if-told')
def speeds():
    with Composing() as app:
        app.compose_clip()
        place = app.wait('Place in the Clip', 'slider')
        play = app.wait('Play', 'button')
        speed = app.press('Speed and Loop')
        app.choose('1.5×')
        app.wait_for(lambda: description_of(speed) == '1.5×', 'the speed')
        app.click_on(place)
        app.key('less')
        app.wait_for(lambda: description_of(speed) == '1.25×', 'the speed below')
        app.key('greater', 'greater')
        app.wait_for(lambda: description_of(speed) == '2×', 'the speeds above')
        # From its last frames it comes to the beginning again, and goes on.
        app.key('End')
        app.wait_for(lambda: where(place) in (7, 8), 'its last frame')
        app.act(play)
        app.wait_for(lambda: where(place) == 1, 'the next round')
        assert name_of(play) == 'Pause'
        # Told not to, it ends there.
        app.press('Speed and Loop')
        app.choose('Loop')
        app.wait_for(lambda: name_of(play) == 'Play', 'its end')
        assert where(place) >= 7, where(place)


@test('/player/is-as-loud-as-told')
def sound():
    with Composing() as app:
        app.compose_clip()
        button = app.press('Sound')
        volume = app.wait('Volume', 'slider')
        mute = app.wait('Mute', 'button')
        assert value_of(volume) == 100, value_of(volume)
        app.act(mute)
        app.wait_for(lambda: name_of(button) == 'Sound, Muted', 'silence')
        set_value(volume, 50)
        app.wait('50 %', 'label')
        app.shot('volume')
        app.act(mute)
        app.wait_for(lambda: name_of(button) == 'Sound', 'the sound')
        app.focus(TITLE)
        app.key('Escape')
        app.click_on(app.wait('Place in the Clip', 'slider'))
        app.key('m')
        app.wait_for(lambda: name_of(button) == 'Sound, Muted', 'silence by the keyboard')


main()
