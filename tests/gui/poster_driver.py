# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window of the real program, as a screen reader and a keyboard would.

What is on screen is found by the words that a person reads: accessible name and, where that is not
enough, role. Whatever takes time is waited for, with a deadline, and looked at again whenever the
program tells of a change; nothing sleeps for luck. When something does not come, the test says what
was there instead. To be run in a session of with-display.sh --accessible.
"""
import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request

try:
    import gi

    gi.require_version('Atspi', '2.0')
    from gi.repository import Atspi, Gio, GLib
except (ImportError, ValueError):
    print('1..0 # SKIP python3-gi or gir1.2-atspi-2.0 is not installed')
    sys.exit(0)

PATIENCE = 30.0 * float(os.environ.get('POSTER_TEST_PATIENCE', '1'))

# The same thing has other words in other versions of AT-SPI and GTK.
ROLES = {
    'button': {'push button', 'button', 'menu button'},
    'toggle': {'toggle button'},
    'entry': {'text', 'entry'},
    'switch': {'toggle button', 'switch'},
    'check': {'check box', 'radio button'},
    'row': {'list item', 'table row'},
    'window': {'frame', 'window', 'dialog'},
    'menu item': {'menu item', 'check menu item', 'radio menu item'},
}


TYPE_NAME = re.compile(r'^(Gtk|Gdk|Adw|Poster)[A-Z][A-Za-z]*$')

# What opens above a window, and is a part of it in the tree.
POPOVERS = {'menu', 'dialog', 'popup menu', 'tool tip'}


class TimedOut(Exception):
    pass


# --- the accessible tree ----------------------------------------------------------------------

def children(node):
    """What lies right below node, as a list: in the moment that it takes, little comes or goes.

    GTK 4.8 falls over being asked for a window that has just gone, so the count of those is fresh.
    """
    found = []
    try:
        if node.get_role() == Atspi.Role.APPLICATION:
            node.clear_cache()
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is not None:
                found.append(child)
    except GLib.Error:
        pass
    return found


def walk(node, depth=0):
    """Everything below node in the order of the tree, itself first; nothing that has gone."""
    yield node, depth
    for child in children(node):
        yield from walk(child, depth + 1)


def above(node):
    """What contains node, from its parent up to the window."""
    found = []
    try:
        node = node.get_parent()
        while node is not None and role_of(node) != 'application' and len(found) < 100:
            found.append(node)
            node = node.get_parent()
    except GLib.Error:
        pass
    return found


def name_of(node):
    """Its accessible name; '' for those that GTK calls after their type, for want of a name."""
    try:
        name = node.get_name() or ''
    except GLib.Error:
        return ''
    if TYPE_NAME.match(name):
        return ''
    # GTK 4.8 joins the label of a button and that of the label in it: “_Retry Retry”.
    plain = name.replace('_', '')
    half = len(plain) // 2
    return plain[:half] if plain[:half] + ' ' + plain[:half] == plain else name


def role_of(node):
    try:
        return node.get_role_name()
    except GLib.Error:
        return ''


def description_of(node):
    try:
        return node.get_description() or ''
    except GLib.Error:
        return ''


def has(node, state):
    try:
        return node.get_state_set().contains(getattr(Atspi.StateType, state.upper()))
    except GLib.Error:
        return False


def text_of(node):
    try:
        if node.get_text_iface() is None:
            return ''
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    except GLib.Error:
        return ''


def value_of(node):
    """Of a slider, spin button or progress bar."""
    try:
        return Atspi.Value.get_current_value(node)
    except GLib.Error:
        return None


def set_value(node, value):
    assert Atspi.Value.set_current_value(node, value), '%s %r took no value' % (role_of(node), name_of(node))


def extents_of(node):
    """x, y, width, height within the window."""
    try:
        if node.get_component_iface() is None:
            return None
        box = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    except GLib.Error:
        return None
    return box.x, box.y, box.width, box.height


def actions_of(node):
    try:
        if node.get_action_iface() is None:
            return []
        return [Atspi.Action.get_action_name(node, index) for index in range(Atspi.Action.get_n_actions(node))]
    except GLib.Error:
        return []


def at_point(window, x, y):
    try:
        return Atspi.Component.get_accessible_at_point(window, x, y, Atspi.CoordType.WINDOW)
    except GLib.Error:
        return None


def is_showing(node):
    """Whether a person who looks at the window, and scrolls, can see node.

    GTK 4.8 says of everything but windows that it does not show, even of what does; and of the
    hidden pages of a stack nothing at all. So the window is asked what lies where node would be.
    """
    if has(node, 'showing'):
        return True
    box = extents_of(node)
    if box is None or box[2] <= 0 or box[3] <= 0:
        return False
    ancestors = above(node)
    if not ancestors:
        return role_of(node) != 'application'
    window = ancestors[-1]
    if any(role_of(ancestor) in POPOVERS for ancestor in ancestors[:-1]):
        return True  # one that is closed is not in the tree
    for ancestor in ancestors:
        if role_of(ancestor) != 'scroll pane':
            continue
        around = extents_of(ancestor)
        middle = (box[0] + box[2] // 2, box[1] + box[3] // 2)
        if around is None or around[2] <= 0 or around[3] <= 0:
            return False
        if not (around[0] <= middle[0] < around[0] + around[2] and around[1] <= middle[1] < around[1] + around[3]):
            return is_showing(ancestor)  # out of sight, but can be scrolled to
        break
    x, y, width, height = box
    # An image in a button is not in the tree, and nothing is found there; the button's rim is.
    for point, near in (((x + width // 2, y + height // 2), False), ((x - 3, y + height // 2), True),
                        ((x + width + 2, y + height // 2), True), ((x + width // 2, y - 3), True),
                        ((x + width // 2, y + height + 2), True)):
        found = at_point(window, *point)
        if found is None:
            continue
        if found.path == node.path or any(one.path == node.path for one in above(found)):
            return True
        # What cannot be picked itself (a label in an insensitive row) is seen through what holds it.
        if any(one.path == found.path for one in (ancestors[:3] if near else ancestors[:-1])):
            return True
    return False


def says(words, pattern):
    if pattern is None:
        return True
    if isinstance(pattern, re.Pattern):
        return pattern.search(words) is not None
    return words == pattern


def matches(node, name, role):
    # What lies right below the application is a window; GTK 4.8 sometimes calls one a filler.
    if role == 'window' and role_of(node.get_parent() or node) == 'application':
        return says(name_of(node), name)
    if role is not None and role_of(node) not in ROLES.get(role, {role}):
        return False
    return says(name_of(node), name)


def describe(root):
    """What shows, as text, for a person who wants to know why a test failed. Boxes without words are left out."""
    lines = []
    for node, depth in list(walk(root)):
        role = role_of(node)
        name = name_of(node)
        if role in ('panel', 'filler', 'scroll bar', 'scroll pane', 'application') and not name or not is_showing(node):
            continue
        words = '%s%s %r' % (' ' * depth, role, name)
        text = text_of(node)
        if text and text != name:
            words += ' = %r' % text
        flags = [flag for flag in ('focused', 'checked', 'pressed', 'expanded', 'selected') if has(node, flag)]
        if not has(node, 'sensitive'):
            flags.append('insensitive')
        if description_of(node):
            flags.append('described: %s' % description_of(node))
        if flags:
            words += ' (%s)' % ', '.join(flags)
        lines.append(words)
    return '\n'.join(lines)


# --- waiting ----------------------------------------------------------------------------------

class Changes:
    """Hears of every change on the accessibility bus; wait() looks again after each."""

    EVENTS = ('object:children-changed', 'object:state-changed', 'object:property-change',
              'object:text-changed', 'object:bounds-changed', 'window')

    def __init__(self):
        self.seen = 0
        self.listener = Atspi.EventListener.new(self.heard)
        for event in self.EVENTS:
            self.listener.register(event)

    def heard(self, event):
        self.seen += 1

    def wait(self, predicate, seconds=None, what='what was expected'):
        context = GLib.MainContext.default()
        end = time.monotonic() + (PATIENCE if seconds is None else seconds)
        while True:
            try:
                found = predicate()
            except GLib.Error:
                found = None  # something went away while it was looked at
            if found:
                return found
            left = end - time.monotonic()
            if left <= 0:
                raise TimedOut('%s did not come' % what)
            # Not every change is told of, so there is another look now and then without one.
            ticked = []
            tick = GLib.timeout_add(max(1, int(1000 * min(left, 0.2))), lambda: ticked.append(1) or False)
            before = self.seen
            while self.seen == before and not ticked:
                context.iteration(True)
            if not ticked:
                GLib.source_remove(tick)
            while context.iteration(False):
                pass


changes = None


def wait(predicate, seconds=None, what='what was expected'):
    global changes
    if changes is None:
        changes = Changes()
    return changes.wait(predicate, seconds, what)


# --- the program ------------------------------------------------------------------------------

def program():
    return os.environ['POSTER_TEST_PROGRAM']


def run_tool(*arguments, **options):
    return subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True, timeout=60, **options).stdout


class Poster:
    """The program with a data directory of its own, from start to end."""

    def __init__(self, *arguments, directory=None, env=None, width=1280, height=800, settings=None, command=None,
                 unique=False, started=True):
        self.owned = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix='poster-gui-')
        self.data = os.path.join(self.directory, 'data')
        self.arguments = [str(argument) for argument in arguments]
        self.command = command
        self.env = dict(os.environ)
        # Settings live in a file, so that they outlast the program and can be given beforehand.
        self.env.update({
            'GSETTINGS_BACKEND': 'keyfile',
            'XDG_CONFIG_HOME': os.path.join(self.directory, 'config'),
            'XDG_CACHE_HOME': os.path.join(self.directory, 'cache'),
            'XDG_DATA_HOME': os.path.join(self.directory, 'share'),
        })
        if not unique:
            self.env['POSTER_DATA_DIR'] = self.data
        # Complaints do not end it, but the test fails in the end.
        self.env.pop('G_DEBUG', None)
        self.env.update(env or {})
        self.settings = {'window-width': width, 'window-height': height, 'window-maximized': 'false'}
        self.settings.update(settings or {})
        self.starts = started
        self.process = None
        self.log = None
        self.root = None
        # GTK 4.8's own, when it is asked about what is just coming or going.
        # The last is GIO's word that nobody on this bus shows notifications, which here nobody does.
        self.allowed_warnings = ['g_variant_is_object_path: assertion', 'g_variant_new_object_path: assertion',
                                 'GLib-GIO-WARNING .* unable to send notifications through']
        os.makedirs(self.directory, exist_ok=True)

    # Starting and ending.

    def write_settings(self):
        folder = os.path.join(self.env['XDG_CONFIG_HOME'], 'glib-2.0', 'settings')
        path = os.path.join(folder, 'keyfile')
        if os.path.exists(path):
            return
        os.makedirs(folder, exist_ok=True)
        shutil.copytree(os.path.join(os.environ['XDG_CONFIG_HOME'], 'gtk-4.0'),
                        os.path.join(self.env['XDG_CONFIG_HOME'], 'gtk-4.0'))
        with open(path, 'w', encoding='utf-8') as file:
            file.write('[org/late/Poster]\n')
            for key, value in self.settings.items():
                file.write('%s=%s\n' % (key, value))

    def write_browser(self):
        """A browser that only notes what it was to open."""
        folder = os.path.join(self.env['XDG_DATA_HOME'], 'applications')
        os.makedirs(folder, exist_ok=True)
        script = os.path.join(self.directory, 'browser')
        with open(script, 'w', encoding='utf-8') as file:
            file.write('#!/bin/sh\nprintf "%s\\n" "$1" >> ' + self.opened_path + '\n')
        os.chmod(script, 0o755)
        with open(os.path.join(folder, 'poster-test-browser.desktop'), 'w', encoding='utf-8') as file:
            file.write('[Desktop Entry]\nType=Application\nName=Browser\nExec=%s %%u\n'
                       'MimeType=x-scheme-handler/http;x-scheme-handler/https;x-scheme-handler/help;\n' % script)
        with open(os.path.join(folder, 'mimeapps.list'), 'w', encoding='utf-8') as file:
            file.write('[Default Applications]\n' + ''.join(
                'x-scheme-handler/%s=poster-test-browser.desktop\n' % scheme for scheme in ('http', 'https', 'help')))

    @property
    def opened_path(self):
        return os.path.join(self.directory, 'opened')

    def opened(self):
        """The addresses that the browser was given."""
        if not os.path.exists(self.opened_path):
            return []
        with open(self.opened_path, encoding='utf-8') as file:
            return file.read().split()

    def start(self):
        self.write_settings()
        self.write_browser()
        # One log for all its starts.
        self.log = os.path.join(self.directory, 'log')
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen((self.command or [program()]) + self.arguments, env=self.env, cwd=self.directory,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.root = wait(self.find_root, what='the window')
        self.focus()  # as a window manager would
        return self

    def find_root(self):
        if self.process.poll() is not None:
            raise AssertionError('the program ended by itself with %d:\n%s' % (self.process.returncode, self.words()))
        desktop = Atspi.get_desktop(0)
        for application in children(desktop):
            try:
                if application.get_process_id() == self.process.pid and application.get_child_count() > 0:
                    return application
            except GLib.Error:
                pass
        return None

    def words(self):
        if self.log is None:
            return ''
        with open(self.log, encoding='utf-8', errors='replace') as file:
            return file.read()

    def quit(self):
        """Ends it as a person would, and proves that it ends well."""
        self.activate('quit')
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError('the program did not end when told to') from None
        assert status == 0, 'the program ended with %d' % status

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.quit()

    def complaints(self):
        """What GTK, GLib and the program itself had to complain about."""
        lines = [line for line in self.words().splitlines() if re.search(r'-(WARNING|CRITICAL|ERROR) \*\*', line)]
        return [line for line in lines if not any(re.search(allowed, line) for allowed in self.allowed_warnings)]

    def __enter__(self):
        return self.start() if self.starts else self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            self.tell()
        try:
            if kind is None:
                self.stop()
                complaints = self.complaints()
                assert not complaints, 'the program complained:\n' + '\n'.join(complaints)
        finally:
            if self.process is not None and self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            if self.owned:
                end_practice(self.data)
                shutil.rmtree(self.directory, ignore_errors=True)
        return False

    def tell(self):
        """What was there when the test failed."""
        try:
            picture = os.path.join(screenshot_folder(), 'failed-%s.png' % re.sub(r'\W+', '-', current_test).strip('-'))
            subprocess.run(['import', '-window', 'root', picture], check=False, timeout=30)
            diagnose('the display: %s' % picture)
        except (OSError, subprocess.SubprocessError, KeyError):
            pass
        if self.process is not None and self.process.poll() is not None:
            diagnose('the program had ended with %d' % self.process.returncode)
        elif self.root is not None:
            diagnose('the tree:\n' + describe(self.root))
        diagnose('the words of the program:\n' + self.words())

    # The bus.

    def bus_name(self):
        """By which the program can be called: its own where it is not the only one."""
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        for name in self.call_bus(bus, 'ListNames', None)[0]:
            if not name.startswith(':'):
                continue
            try:
                process = self.call_bus(bus, 'GetConnectionUnixProcessID', GLib.Variant('(s)', (name,)))[0]
            except GLib.Error:
                continue
            if process != self.process.pid:
                continue
            try:
                bus.call_sync(name, '/org/late/Poster', 'org.gtk.Actions', 'List', None, None,
                              Gio.DBusCallFlags.NONE, 5000, None)
                return name
            except GLib.Error:
                continue
        return None

    @staticmethod
    def call_bus(bus, method, arguments):
        return bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method, arguments,
                             None, Gio.DBusCallFlags.NONE, 5000, None).unpack()

    def call(self, interface, method, arguments):
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        name = wait(self.bus_name, None, 'the program on the bus')
        return bus.call_sync(name, '/org/late/Poster', interface, method, arguments, None, Gio.DBusCallFlags.NONE,
                             int(PATIENCE * 1000), None)

    def activate(self, action, parameter=None):
        """An action of the application, as a notification or the desktop would."""
        parameters = [] if parameter is None else [GLib.Variant('s', parameter)]
        self.call('org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (action, parameters, {})))

    def open_files(self, *paths):
        """Files from the file manager."""
        uris = [GLib.filename_to_uri(os.path.abspath(path)) for path in paths]
        self.call('org.gtk.Application', 'Open', GLib.Variant('(assa{sv})', (uris, '', {})))

    # Looking.

    def must_run(self):
        assert self.process.poll() is None, 'the program ended by itself with %d' % self.process.returncode

    def find_all(self, name=None, role=None, within=None, showing=True):
        self.must_run()
        # All are looked at before one is asked whether it shows: GTK 4.8 falls over widgets that it
        # finds at a point before anybody has seen them in the tree.
        if within is not None and showing:
            tuple(walk((above(within) or [within])[-1]))
        found = [node for node, _ in walk(within or self.root) if matches(node, name, role)]
        return [node for node in found if not showing or is_showing(node)]

    def find(self, name=None, role=None, within=None, showing=True):
        return next(iter(self.find_all(name, role, within, showing)), None)

    def wait(self, name=None, role=None, within=None, seconds=None, showing=True):
        return wait(lambda: self.find(name, role, within, showing), seconds,
                    '%s “%s”' % (role or 'something named', getattr(name, 'pattern', name)))

    def wait_gone(self, name=None, role=None, within=None, seconds=None):
        wait(lambda: self.find(name, role, within) is None, seconds,
             'the end of %s “%s”' % (role or 'what is named', getattr(name, 'pattern', name)))

    def wait_for(self, predicate, what, seconds=None):
        return wait(predicate, seconds, what)

    # Acting.

    def press(self, name, role='button', within=None, seconds=None):
        """Presses what has that name, as soon as it is there and can be pressed."""
        def ready():
            found = [node for node in self.find_all(name, role, within) if has(node, 'sensitive')]
            # What merely holds a button has its name as well, and does nothing.
            return next((node for node in found if actions_of(node)), found[0] if found and role != 'button' else None)
        node = wait(ready, seconds, '%s “%s”, ready to be pressed' % (role, getattr(name, 'pattern', name)))
        if actions_of(node):
            self.act(node)
        else:
            self.click_on(node)
        return node

    def act(self, node):
        names = actions_of(node)
        assert names, '%s %r offers no action' % (role_of(node), name_of(node))
        index = next((names.index(wanted) for wanted in ('click', 'activate', 'toggle') if wanted in names), 0)
        assert Atspi.Action.do_action(node, index), '%s %r refused to %s' % (role_of(node), name_of(node), names[index])

    def type_into(self, name, text, role='entry', within=None):
        def ready():
            for node in self.find_all(name, role, within):
                if node.get_editable_text_iface() is not None and has(node, 'sensitive'):
                    return node
            return None
        node = wait(ready, None, '%s “%s” to type into' % (role, getattr(name, 'pattern', name)))
        Atspi.EditableText.set_text_contents(node, text)
        wait(lambda: text_of(node) == text, None, '“%s” in %s' % (text, name))
        return node

    def windows(self):
        tuple(walk(self.root))
        return [node for node in children(self.root) if is_showing(node)]

    def window(self, title=None):
        """The window of that title, the newest one without a title."""
        found = [node for node in self.windows() if says(name_of(node), title)]
        return found[-1] if found else None

    # The display.

    def x_windows(self):
        """Ids of our windows on the display, the uppermost last."""
        search = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(self.process.pid), '--name', '.'],
                                check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=60)
        return search.stdout.split()

    def x_window(self, title=None):
        def there():
            for window in reversed(self.x_windows()):
                if title is None:
                    return window
                if run_tool('xdotool', 'getwindowname', window).strip() == title:
                    return window
            return None
        return wait(there, None, 'a window on the display')

    def focus(self, title=None):
        """Without a window manager nobody else gives the keyboard to a window."""
        window = self.x_window(title)
        run_tool('xdotool', 'windowraise', window, 'windowfocus', '--sync', window)
        return window

    def key(self, *keys):
        run_tool('xdotool', 'key', '--clearmodifiers', *keys)

    def type_keys(self, text):
        run_tool('xdotool', 'type', '--clearmodifiers', text)

    def resize(self, width, height, title=None):
        window = self.x_window(title)
        run_tool('xdotool', 'windowsize', window, str(width), str(height), 'windowmove', window, '0', '0')

        def resized():
            return window_size(window) == (width, height)
        wait(resized, None, 'the size %dx%d' % (width, height))
        return window

    def screenshot(self, name, title=None):
        """Saves what is on the display where the window is, menus included."""
        window = self.focus(title)
        # The pointer is not to light up what lies under it.
        run_tool('xdotool', 'mousemove', '1279', '1023')
        wait(lambda: still(self.process.pid), 10, 'a quiet program')
        width, height = window_size(window)
        path = os.path.join(screenshot_folder(), name + '.png')
        run_tool('import', '-window', 'root', '-crop', '%dx%d+0+0' % (width, height), '+repage', '-strip', path)
        return path

    def box_on_display(self, node, title=None):
        """x, y, width and height of node, where the pointer finds it."""
        box = extents_of(node)
        values = window_geometry(self.x_window(title))
        return box[0] + values['X'], box[1] + values['Y'], box[2], box[3]

    def click(self, x, y, button=1):
        run_tool('xdotool', 'mousemove', str(x), str(y), 'click', str(button))

    def click_on(self, node, button=1):
        """With the pointer: of rows and check boxes GTK 4.8 does not tell that they can be pressed."""
        title = name_of(above(node)[-1])
        self.focus(title)
        x, y, width, height = self.box_on_display(node, title)
        self.click(x + width // 2, y + height // 2, button)

    def choose_file(self, path, title='Choose Files'):
        """In GTK's own dialog: by typing where the file is."""
        dialog = self.wait(title, 'window')
        self.focus(title)
        self.type_keys('/')
        entry = wait(lambda: [node for node, _ in walk(dialog) if node.get_editable_text_iface() is not None
                              and is_showing(node)], None, 'the field for the place')[0]
        Atspi.EditableText.set_text_contents(entry, path)
        self.key('Return')
        self.wait_gone(title, 'window')

    # The command line, beside the window.

    def command_line(self, *arguments, check=True, **options):
        env = {key: value for key, value in self.env.items() if key not in ('DISPLAY', 'G_DEBUG')}
        env.update(options.pop('env', {}))
        result = subprocess.run([program(), *[str(argument) for argument in arguments]], env=env, cwd=self.directory,
                                stdin=options.pop('stdin', subprocess.DEVNULL), stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, timeout=120, check=False, **options)
        assert not check or result.returncode == 0, 'late-poster %s: %d\n%s%s' % (
            ' '.join(map(str, arguments)), result.returncode, result.stdout, result.stderr)
        return result

    def connect_practice(self, *handles):
        for handle in handles:
            self.command_line('connect', 'tiktok', '--practice=' + handle)

    def post(self, *files, to, caption='', arguments=(), check=True):
        """A post by the command line, with what TikTok wants to be said; its id."""
        accounts = [word for handle in to for word in ('--to', '@' + handle)]
        options = [word for option in ('privacy_level=PUBLIC_TO_EVERYONE', 'content_preview_confirmed=true',
                                       'express_consent_given=true') for word in ('--option', option)]
        result = self.command_line('post', *files, *accounts, '--caption', caption, *options, *arguments, '--json', check=check)
        return json.loads(result.stdout)['post']['_id'] if result.stdout else None

    def posts(self):
        return json.loads(self.command_line('posts', '--json').stdout)['posts']

    def sandbox(self, path, body=None, method=None):
        """Speaks to the stand-in server of the practice accounts: POST with a body, else GET."""
        with open(os.path.join(self.data, 'sandbox', 'port'), encoding='ascii') as file:
            address = 'http://127.0.0.1:%s%s' % (file.read().split()[0], path)
        return speak(address, body, method)

    def database(self):
        path = os.path.join(self.data, 'poster.sqlite')
        return sqlite3.connect('file:%s?mode=ro' % path, uri=True, timeout=30)


def window_geometry(window):
    words = run_tool('xdotool', 'getwindowgeometry', '--shell', window)
    return {name: int(value) for name, value in (line.split('=') for line in words.split())}


def window_size(window):
    values = window_geometry(window)
    return values['WIDTH'], values['HEIGHT']


def cpu_ticks(process):
    with open('/proc/%d/stat' % process, encoding='ascii', errors='replace') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return int(fields[11]) + int(fields[12])


def still(process, seconds=0.3):
    """Whether the program did next to nothing for a while: what was to be drawn is drawn."""
    before = cpu_ticks(process)
    time.sleep(seconds)
    return cpu_ticks(process) - before <= 1


def end_practice(directory):
    """Ends the stand-in server of that data directory, if one runs."""
    wanted = os.path.abspath(os.path.join(directory, 'sandbox')).encode()
    for process in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open('/proc/%s/cmdline' % process, 'rb') as file:
                words = file.read().split(b'\0')
        except OSError:
            continue
        if b'--practice' in words and wanted in words:
            with contextlib.suppress(OSError):
                os.kill(int(process), signal.SIGTERM)


class Sandbox:
    """A stand-in for TikTok's servers that the program is sent to, as if it were TikTok."""

    def __enter__(self):
        self.directory = tempfile.mkdtemp(prefix='poster-sandbox-')
        env = dict(os.environ, POSTER_DATA_DIR=self.directory)
        self.process = subprocess.Popen([program(), 'sandbox', '--port=0'], env=env, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            found = re.search(r'http://127\.0\.0\.1:\d+', line)
            if found:
                self.address = found.group()
                break
        else:
            raise AssertionError('the stand-in server did not start')
        self.env = {'POSTER_TIKTOK_BASE_URL': self.address,
                    'POSTER_TIKTOK_AUTH_URL': self.address + '/v2/auth/authorize/'}
        return self

    def __exit__(self, *exception):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def decide(self, address, **decision):
        """What a person does on the consent page; the address that the browser is sent to then."""
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *arguments):
                return None
        try:
            urllib.request.build_opener(Stay).open(address + '&' + urllib.parse.urlencode(decision), timeout=60)
        except urllib.error.HTTPError as answer:
            with answer:
                assert answer.code in (302, 303), answer.read()
                return answer.headers['Location']
        raise AssertionError('the consent page did not send the browser back')

    @staticmethod
    def follow(address):
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read().decode()

    def consent(self, address, **decision):
        return self.follow(self.decide(address, **decision))


def speak(address, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data=data, method=method, headers={'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=60) as answer:
        words = answer.read()
    return json.loads(words) if words else None


# --- the clipboard ----------------------------------------------------------------------------

COPYING = '''
import sys
import gi
gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Gdk, GLib, Gtk
Gtk.init()
with open(sys.argv[2], 'rb') as file:
    content = Gdk.ContentProvider.new_for_bytes(sys.argv[1], GLib.Bytes.new(file.read()))
Gdk.Display.get_default().get_clipboard().set_content(content)
print('copied', flush=True)
GLib.MainLoop().run()
'''


@contextlib.contextmanager
def copied(path, kind):
    """The content of the file at path lies on the clipboard, copied in another program."""
    process = subprocess.Popen([sys.executable, '-c', COPYING, kind, path], env=dict(os.environ, GTK_A11Y='none'),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout.readline() != 'copied\n':
            raise Skip('gir1.2-gtk-4.0 is not installed')
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


# --- media ------------------------------------------------------------------------------------

def make_video(path, seconds=4, width=720, height=1280, frames=30, pattern='ball'):
    """A clip with sound, as a phone would make it. Kept for the next who wants the same."""
    if os.path.exists(path):
        return path
    os.makedirs(os.path.dirname(path), exist_ok=True)
    buffers = seconds * frames
    part = '%s.%d' % (path, os.getpid())  # others may be making the same
    run_tool('gst-launch-1.0', '-q', *(
        'mp4mux name=mux faststart=true ! filesink location=%s '
        'videotestsrc num-buffers=%d pattern=%s ! video/x-raw,width=%d,height=%d,framerate=%d/1 ! videoconvert ! '
        'x264enc speed-preset=ultrafast bitrate=2000 ! h264parse ! queue ! mux. '
        'audiotestsrc samplesperbuffer=1024 num-buffers=%d wave=pink-noise volume=0.1 ! '
        'audio/x-raw,rate=44100,channels=2 ! audioconvert ! avenc_aac bitrate=128000 ! aacparse ! queue ! mux.'
        % (part, buffers, pattern, width, height, frames, seconds * 44100 // 1024)).split())
    os.rename(part, path)
    return path


def make_picture(path, width=1080, height=1920, colour='#3584e4'):
    if not os.path.exists(path):
        run_tool('convert', '-size', '%dx%d' % (width, height), 'gradient:%s-white' % colour, path)
    return path


# --- TAP --------------------------------------------------------------------------------------

current_test = ''
tests = []


def test(name):
    """Decorates a function as one test; its name says the promise."""
    def add(function):
        tests.append((name, function))
        return function
    return add


class Skip(Exception):
    pass


def diagnose(words):
    for line in words.splitlines():
        print('#', line)
    sys.stdout.flush()


def screenshot_folder():
    folder = os.environ['POSTER_TEST_SCREENSHOTS']
    os.makedirs(folder, exist_ok=True)
    return folder


def main():
    """Runs the tests of the file; words on the command line choose among them."""
    global current_test
    Atspi.init()
    chosen = [(name, function) for name, function in tests
              if len(sys.argv) < 2 or any(word in name for word in sys.argv[1:])]
    failed = 0
    print('1..%d' % len(chosen), flush=True)
    for number, (name, function) in enumerate(chosen, 1):
        current_test = name
        begun = time.monotonic()
        try:
            function()
        except Skip as reason:
            print('ok %d %s # SKIP %s' % (number, name, reason), flush=True)
            continue
        except Exception:
            failed += 1
            diagnose(traceback.format_exc())
            print('not ok %d %s' % (number, name), flush=True)
            continue
        print('ok %d %s' % (number, name), flush=True)
        diagnose('%.1f s' % (time.monotonic() - begun))
    sys.exit(1 if failed else 0)
