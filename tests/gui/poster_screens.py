# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of every screen: its controls have names, and nothing sticks out of a narrow window."""
from poster_driver import actions_of, children, description_of, extents_of, is_showing, name_of, role_of, says, walk

WIDE = (1280, 800)
NARROW = (360, 720)

CONTROLS = {'push button', 'button', 'toggle button', 'check box', 'radio button', 'text', 'entry', 'password text', 'slider',
            'spin button', 'combo box', 'menu item', 'check menu item', 'radio menu item', 'page tab', 'link', 'switch',
            'image', 'progress bar'}


def is_control(node):
    """Whether a person acts on node itself: what merely holds a button has no action."""
    role = role_of(node)
    if role not in CONTROLS:
        return False
    if role in ('text', 'entry', 'password text', 'slider', 'spin button', 'combo box', 'progress bar', 'page tab'):
        return True
    return role != 'image' and bool(actions_of(node))


def place_of(node, root):
    """The way to node in words, for the one who has to find it in the sources."""
    words = []
    try:
        while node is not None and node.path != root.path:
            words.insert(0, '%s %r' % (role_of(node), name_of(node)) if name_of(node) else role_of(node))
            node = node.get_parent()
    except Exception:  # it went away: what is known is enough
        pass
    return ' / '.join(word for word in words if word not in ('panel', 'filler'))


def look_at(app, title=None):
    """The window of that title, the newest one without a title, and all that is in it: the tree is gone through once."""
    nodes = [(node, depth) for node, depth in walk(app.root)]
    tops = [index for index, (_, depth) in enumerate(nodes) if depth == 1]
    for start, end in reversed(list(zip(tops, tops[1:] + [len(nodes)]))):
        window = nodes[start][0]
        if says(name_of(window), title) and is_showing(window):
            return window, [node for node, _ in nodes[start:end]]
    raise AssertionError('no window “%s”' % title)


def nameless(window, nodes):
    """The controls that show and have no accessible name."""
    found = []
    for node in nodes:
        # libadwaita names the eye of its password rows by a tooltip alone.
        if is_control(node) and not name_of(node).strip() and description_of(node) != 'Show Text' and is_showing(node):
            found.append(place_of(node, window))
    return found


def sticking_out(window, nodes, width):
    """What shows, has words or can be acted on, and does not end within the width of the window."""
    found = []
    for node in nodes:
        if not name_of(node).strip() and not is_control(node):
            continue
        box = extents_of(node)
        if box is None or box[2] <= 0 or box[3] <= 0:
            continue
        if (box[0] < -2 or box[0] + box[2] > width + 2) and is_showing(node):
            found.append('%s at %d to %d' % (place_of(node, window), box[0], box[0] + box[2]))
    return found


def assert_named(window, nodes):
    found = nameless(window, nodes)
    assert not found, 'without a name:\n' + '\n'.join(found)


def check_names(app, title=None):
    assert_named(*look_at(app, title))


def check_fits(app, title=None, size=NARROW):
    """That nothing sticks out of the window at that size, and that what shows there has names too."""
    app.resize(*size, title=title)
    top = next(node for node in reversed(children(app.root)) if says(name_of(node), title))
    app.wait_for(lambda: extents_of(top)[2] == size[0], 'the layout at %d' % size[0])
    window, nodes = look_at(app, title)
    found = sticking_out(window, nodes, size[0])
    assert not found, 'wider than %d:\n' % size[0] + '\n'.join(found)
    assert_named(window, nodes)
