# Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Calls a function and counts references; runs in the interpreter under test.

Every object that an argument consists of is watched: it gets so many extra
references (an anchor) that it lives until the end, and afterwards everything
that could hold it is taken apart. What then is left above or below the anchor
is exactly what the call gave to or took from its caller.

A result that was made by the call is watched from then on, in the same way. One
that was there before (a second call gives the same again) is counted before and
after instead.
"""

import array
import gc
import sys
import weakref

import compare
import makers
import objects

SINGLETONS = [type(value) for value in (None, True, NotImplemented, Ellipsis)]


def is_everywhere(value):
    """None and the like: too many hold it for its references to say anything."""
    kind = type(value)
    if kind is int:
        return -5 <= value <= 256
    if kind is str and value:
        return len(value) == 1 and ord(value) < 256
    if kind in (str, bytes, tuple):
        return len(value) <= (kind is bytes)
    return kind in SINGLETONS


class Watched:
    """An object, and what is known of its references."""

    def __init__(self, core, address, role, parameter):
        self.core = core
        self.address = address
        self.role = role  # argument, element, initial, result, out
        self.parameter = parameter
        self.anchors = 0
        self.before = self.after = self.final = None
        self.baseline = 0
        self.low = self.high = 0
        self.became_immortal = False
        self.immortal = core.immortal(address) or is_everywhere(core.object(address))

    def anchor(self):
        if not self.immortal:
            self.core.anchor(self.address)
            self.anchors += self.core.ANCHOR

    @property
    def count(self):
        """Its references, without those that keep it here."""
        return 0 if self.immortal else self.core.refs(self.address) - self.anchors

    def let_go(self):
        self.final = self.count
        if not self.immortal:
            self.core.release(self.address, self.anchors + self.final)


class Measurement:
    """One call. What `compare` looks at are the attributes set by `run`."""

    def __init__(self, core, function, case, known=None, baselines=None):
        self.core = core
        self.function = function
        self.case = case
        self.known = known or {}
        self.baselines = baselines or []
        self.values = None
        self.watched = {}
        self.order = []
        self.result = self.exception = None
        self.result_known = None
        self.outs = {}
        self.outs_known = {}
        self.allocations = self.failed = 0
        self.python_calls = 0
        self.result_type = ()
        self.out_types = {}

    def build(self):
        """Makes the arguments, and watches what they are made of."""
        scope = dict(vars(makers), c=self.core, NULL=self.core.NULL)
        values = []
        for prepare in self.case.get("before", []):
            exec(prepare, scope)
        for parameter, recipe in self.case["arguments"]:
            value = eval(recipe, scope)
            if parameter.isidentifier():
                scope[parameter] = value
            scope.setdefault("self", value)
            values.append((parameter, value))
        pending = eval(self.case["pending"], scope) if "pending" in self.case else None
        self.values = [value for _, value in values]
        self.pending = pending
        self.pending_name = pending and type(pending).__name__
        kinds = self.function["kinds"]
        # What must have one reference only.
        self.unwatched = self.case.get("unwatched", "").partition(":")[0].split()
        for i, (parameter, value) in enumerate(values):
            kind = kinds[i] if i < len(kinds) else "p"
            if value is self.core.NULL or kind in "id":
                continue
            if isinstance(value, objects.Cell):
                if parameter in self.unwatched:
                    # The memory has the only reference.
                    self.core.add(id(value.content), 1)
                    value.content = None
                elif value.content is not None:
                    self.watch(id(value.content), "initial", parameter)
            elif isinstance(value, objects.Array):
                for content in value.contents:
                    if not isinstance(content, int):
                        self.watch(id(content), "element", parameter)
            elif kind == "o" or not isinstance(
                value, (int, float, bytes, bytearray, type(None))
            ):
                if parameter in self.unwatched:
                    continue
                self.watch(id(value), "argument", parameter)
                self.watch_elements(value, parameter)
        for i, watched in enumerate(self.order):
            if i < len(self.baselines):
                watched.baseline = self.baselines[i]

    def watch_elements(self, value, parameter):
        if isinstance(value, tuple) or type(value) in (list, set, frozenset):
            for element in value:
                self.watch(id(element), "element", parameter)
        elif type(value) is dict:
            for key, element in value.items():
                self.watch(id(key), "element", parameter)
                self.watch(id(element), "element", parameter)

    def watch(self, address, role, parameter):
        if address not in self.watched:
            watched = Watched(self.core, address, role, parameter)
            watched.anchor()
            self.watched[address] = watched
            self.order.append(watched)
        elif role == "argument":
            self.watched[address].role = role
            self.watched[address].parameter = parameter
        return self.watched[address]

    def call(self, fail_at=0, watched_address=0):
        before = objects.calls
        gc.disable()
        for watched in self.order:
            watched.before = watched.count
        (
            self.result,
            self.exception,
            self.allocations,
            self.failed,
            self.change_in_call,
        ) = self.call_in_handler(fail_at, watched_address)
        self.watched_address = watched_address
        self.python_calls = objects.calls - before
        watched = None
        if self.function["result"] == "o" and self.result:
            self.result_known = self.receive(self.result, "result", None, True)
            self.result_type = self.type_names(self.result)
        for watched in self.order:
            watched.after = watched.count
            watched.became_immortal = self.core.immortal(watched.address)
        for i, value in enumerate(self.values):
            parameter = self.case["arguments"][i][0]
            if isinstance(value, objects.Cell):
                address = value.read()
                self.outs[parameter] = address
                changed = value.content is None or address != id(value.content)
                if address not in (0, objects.SENTINEL) and changed:
                    self.outs_known[parameter] = self.receive(
                        address, "out", parameter, False
                    )
                    self.out_types[parameter] = self.type_names(address)

    def call_in_handler(self, fail_at, watched_address):
        arguments = (
            self.function["index"],
            self.values,
            fail_at,
            self.pending,
            watched_address,
        )
        if "handled" not in self.case:
            return self.core.call(*arguments)
        try:
            raise objects.UserError
        except objects.UserError:
            return self.core.call(*arguments)

    def receive(self, address, role, parameter, anchored):
        """An object that came out of the call; whether it was there before."""
        if address in self.known:
            if anchored and not self.core.immortal(address):
                self.core.release(address, self.core.ANCHOR)
            return True
        if address in self.watched:
            watched = self.watched[address]
            if anchored and not watched.immortal:
                watched.anchors += self.core.ANCHOR
            return False
        watched = Watched(self.core, address, role, parameter)
        if not anchored:
            watched.anchor()
        elif not watched.immortal:
            watched.anchors += self.core.ANCHOR
        self.watched[address] = watched
        self.order.append(watched)
        watched.before = 0
        return False

    def is_everywhere(self, address):
        return is_everywhere(self.core.object(address))

    def type_names(self, address):
        kind = type(self.core.object(address))
        return [base.__name__ for base in kind.__mro__]

    def take_apart(self):
        """Lets go of the arguments, and of each watched object that nobody
        holds any more, until nothing changes."""
        self.values = self.pending = None
        waiting = list(self.order)

        def fits(w):
            return w.baseline == 0 and w.count == w.low == w.high

        while waiting:
            for test in (
                lambda w: w.role not in ("result", "out") and fits(w),
                fits,
                lambda w: w.baseline == 0 and w.count <= w.low,
            ):
                chosen = [w for w in waiting if test(w)]
                if chosen:
                    break
            else:
                if not self.collect(waiting):
                    break
                waiting = [w for w in waiting if w.final is None]
                continue
            for w in chosen:
                w.let_go()
            waiting = [w for w in waiting if w.final is None]
        for w in waiting:
            w.final = w.count
            # Someone has it: only what is ours.
            if not w.immortal:
                ours = w.anchors + w.low
                w.core.release(w.address, min(ours, w.anchors + w.final - 1))
                w.anchors = 0

    @staticmethod
    def collect(waiting):
        """Lets the collector have what is only held by itself, such as a type
        by its mro. Whether there was any."""
        tried = []
        for w in waiting:
            if w.immortal or w.count - w.low < 1 or w.low != w.high:
                continue
            try:
                tried.append((w, weakref.ref(w.core.object(w.address))))
            except TypeError:
                continue
            w.core.release(w.address, w.anchors + w.low)
        gc.collect()
        found = False
        for w, reference in tried:
            if reference() is None:
                w.final = w.low
                found = True
            else:
                w.core.add(w.address, w.anchors + w.low)
        return found


def baselines(core, function, case, known):
    """What is left of each watched object if nothing is called, and how the
    counts of the known ones change."""
    before = {address: core.refs(address) for address in known}
    m = Measurement(core, function, case, known)
    m.build()
    m.take_apart()
    changes = {address: core.refs(address) - n for address, n in before.items()}
    return [w.final for w in m.order], changes


# So often a call is repeated to see whether memory remains.
REPEATED = 4
ATTEMPTS = 3


class Prover:
    """Proves one case of one function."""

    def __init__(self, core, function, case):
        self.core = core
        self.function = function
        self.case = case
        self.graveyard = []
        self.result = 0
        self.known = {}

    def probe(self):
        """A call whose arguments and results stay alive: what it gives again
        later was there before."""
        m = Measurement(self.core, self.function, self.case)
        m.build()
        m.call()
        self.graveyard.append(m)
        if self.function["result"] == "o":
            self.result = m.result
        for w in m.order:
            if w.role in ("result", "out"):
                self.known[w.address] = w
        return m

    def measure(self, fail_at=0):
        """A Comparison of one call with the facts."""
        base, changes = baselines(self.core, self.function, self.case, self.known)
        candidate = 0
        while True:
            before = {address: self.core.refs(address) for address in self.known}
            m = Measurement(self.core, self.function, self.case, self.known, base)
            m.build()
            m.call(fail_at, self.result)
            comparison = compare.Comparison(self.function, self.case, m)
            comparison.choose(candidate)
            m.take_apart()
            m.known_changes = {
                address: self.core.refs(address) - n - changes[address]
                for address, n in before.items()
            }
            comparison.finish()
            candidate += 1
            if not comparison.issues or candidate >= comparison.candidates:
                return comparison

    def remaining_blocks(self):
        """How many blocks of memory each call leaves, after everything that the
        table gives to the caller was released."""

        def growth(action):
            counts = array.array("q", range(REPEATED))
            for i in range(REPEATED):
                action()
                gc.collect()
                # Its entries hold the names of attributes.
                sys._clear_type_cache()
                counts[i] = self.core.live_blocks()
            # Caches grow sometimes, leaks always.
            return min(b - a for a, b in zip(counts, counts[1:]))

        def nothing():
            baselines(self.core, self.function, self.case, self.known)

        remaining = 1
        for _ in range(ATTEMPTS):
            calls = growth(self.measure) if remaining > 0 else 0
            remaining = calls - 2 * growth(nothing) if calls > 0 else 0
        return remaining
