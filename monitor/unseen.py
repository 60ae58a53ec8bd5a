"""Why there may be more complaints than are known. Kept with every poll and import; while there is one, no NIHIL.

That only changes were asked for is none: absence from such a listing says nothing, and yet everything is known.
"""

from __future__ import annotations

from enum import StrEnum

NO_COMPLAINT = "not a complaint"  # how the reason ends of a row that is none, so that nothing is lost with it


class Unseen(StrEnum):
    CUT = "cut"  # something that was asked for did not come
    LIMIT = "limit"  # it ended where servers cut lists
    SHORT = "short"  # it does not hold as many as the source counts
    SHIFTED = "shifted"  # the pages moved while they were read
    DROPPED = "dropped"  # so many would be gone at once that it is not believed
    UNREAD = "unread"  # some of it could not be read
    DRIFTED = "drifted"  # a field that complaints are known to have is blank in all of it
    UNPLACED = "unplaced"  # nothing in it lies anywhere
    DAYS = "days"  # only the last days were asked for
    CHOICE = "choice"  # the configuration says that it leaves some out
    PUBLIC = "public"  # only what is public is shown
    PART = "part"  # an export that nobody called complete

    @property
    def may_pass(self) -> bool:
        """Whether the same listing, asked for again soon, may show everything."""
        return self in (Unseen.CUT, Unseen.LIMIT, Unseen.SHORT, Unseen.SHIFTED, Unseen.DROPPED)


WORDS = {
    Unseen.CUT: "daftar terakhir dari CRM terpotong",
    Unseen.LIMIT: "daftar dari CRM berhenti tepat di batas yang lazim, mungkin terpotong",
    Unseen.SHORT: "jumlah aduan dalam daftar berbeda dari yang dihitung CRM",
    Unseen.SHIFTED: "daftar dari CRM bergeser selagi dibaca",
    Unseen.DROPPED: "terlalu banyak aduan terbuka mendadak hilang dari daftar CRM",
    Unseen.UNREAD: "sebagian aduan tidak dapat dibaca",
    Unseen.DRIFTED: "isian yang biasanya ada kini kosong di seluruh daftar dari CRM",
    Unseen.UNPLACED: "tidak satu aduan pun memuat wilayah",
    Unseen.DAYS: "hanya aduan beberapa hari terakhir yang dibaca",
    Unseen.CHOICE: "daftar dari CRM hanya memuat sebagian aduan",
    Unseen.PUBLIC: "hanya aduan publik",
    Unseen.PART: "ekspor terakhir hanya sebagian, jadi yang tidak tercantum belum dapat dipastikan",
}
