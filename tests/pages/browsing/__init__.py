"""What the tests of the pages are made of: a real Chromium that notices what people would miss.

``at(page, "/desk/projects")``            go there; a status of 400 and more fails
``settled(page, "projects empty")``       wait until nothing moves, judge by axe, name the state
``shot(page, "projects-empty")``          as ``settled``, also at a phone's width; the pictures of
                                          both sizes are kept when ``make screenshots`` runs
``with expecting(page, 503): ...``        a failure that this test provokes
``weight(page, "/login")``                bytes that came over the wire for a cold first visit

Every page made by the fixtures of ``conftest.py`` fails its test on a console error, an uncaught
exception, a violation of the security policy, an answer of 500 and more, a missing static file, or
any request to an origin other than the gateway and the store.
"""

from browsing.going import at, settled, shot
from browsing.watch import expecting
from browsing.weighing import weight

__all__ = ["at", "expecting", "settled", "shot", "weight"]
