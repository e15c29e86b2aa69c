"""Pictures of documents nobody trusts, drawn by a process of their own that can be killed.

What a family sends is opened nowhere else. The process is given bytes on its standard input and
gives back a bitmap or a French sentence; it writes no file, and where the system lets it, has no
network. It lives from one document to the next, so that the next one shows at once, and is killed
when it takes too long or when nobody waits for it any more.
"""

from backoffice.drawing.drawer import Drawer, Picture
from backoffice.drawing.limits import LARGEST_FILE, MOST_PAGES, SECONDS

__all__ = ["LARGEST_FILE", "MOST_PAGES", "SECONDS", "Drawer", "Picture"]
