"""Why there may be more complaints than are known, as the operator reads it."""

from __future__ import annotations

from monitor.unseen import Unseen

WHY = {
    Unseen.CUT: "the last listing was cut",
    Unseen.LIMIT: "the last listing ended exactly where servers cut lists",
    Unseen.SHORT: "the last listing does not hold as many as the source counts",
    Unseen.SHIFTED: "the pages of the last listing moved while they were read",
    Unseen.DROPPED: "the last listing lacks more open complaints than can be gone at once",
    Unseen.DRIFTED: "a field is gone from the source",
    Unseen.UNREAD: "some of it could not be read",
    Unseen.UNPLACED: "nothing in it lies in any area",
    Unseen.DAYS: "only the last days are asked for, and crm.open311.complete is false",
    Unseen.CHOICE: "crm.rest.complete is false",
    Unseen.PUBLIC: "only public complaints are shown",
    Unseen.PART: "no export was said to be complete, by --covers, by a button in chat or by crm.exports",
}
