"""Which files of a watched folder are ready, and what becomes of those that are none."""

from __future__ import annotations

import fcntl
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import BadInput
from monitor.sources.files.folder import Folder, FolderBusy, FolderUnreachable
from monitor.sources.files.marks import mark_of
from monitor.sources.files.names import is_unfinished, safe_name, stamped, stamped_at
from monitor.sources.files.plan import FilesPlan
from monitor.sources.files.upload import Changed, open_upload
from monitor.sources.headings import builtin_map

from .conftest import NOW, FewAreas

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
EXPORT = "ticket,created_at\n" + "".join(f"JK{n},2026-11-21 08:30\n" for n in range(3))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "exports").mkdir()
    plan = FilesPlan(folder=tmp_path / "exports", maps=(builtin_map(ZoneInfo("Asia/Jakarta")),))
    made = Folder(plan)
    with made.held():
        return made


def put(folder: Folder, name: str, content: str = EXPORT, *, ago: timedelta = MINUTE) -> Path:
    path = folder.path / name
    path.write_text(content)
    at = (NOW - ago).timestamp()
    os.utime(path, (at, at))
    return path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# What is ready


@pytest.mark.parametrize(
    "name",
    [
        ".ekspor.csv", ".~lock.ekspor.csv#", "~$ekspor.xlsx", "~WRL0001.tmp", "ekspor.csv.part", "ekspor.PART",
        "a.tmp", "Unconfirmed 1.crdownload", "a.filepart", ".ekspor.csv.Xy12Zw", "ekspor.csv~", "Thumbs.db",
        "desktop.ini", "a.download", "a.csv.lock",
    ],
)  # fmt: skip
def test_names_of_unfinished_files_are_known(name: str, folder: Folder) -> None:
    assert is_unfinished(name)
    put(folder, name)
    assert folder.next_file(NOW) is None and (folder.path / name).exists()


@pytest.mark.parametrize("name", ["ekspor.csv", "Tarikan Data 23 Nov.xlsx", "part.csv", "tmp", "a.b.c.ods"])
def test_names_of_exports_are_no_unfinished_ones(name: str) -> None:
    assert not is_unfinished(name)


def test_a_file_is_ready_when_it_was_left_alone_for_long_enough(folder: Folder) -> None:
    put(folder, "lama.csv", ago=11 * SECOND)
    put(folder, "baru.csv", ago=9 * SECOND)
    seen = folder.look(NOW)
    assert (seen.ready, seen.settling) == (("lama.csv",), ("baru.csv",))
    assert set(folder.look(NOW + SECOND).ready) == {"lama.csv", "baru.csv"}


def test_a_file_from_the_future_is_ready_when_it_was_seen_unchanged_for_long_enough(folder: Folder) -> None:
    put(folder, "esok.csv", ago=-DAY)
    assert folder.look(NOW).settling == ("esok.csv",)
    assert folder.look(NOW + 9 * SECOND).settling == ("esok.csv",)
    assert folder.look(NOW + 10 * SECOND).ready == ("esok.csv",)


def test_a_file_that_grows_before_our_eyes_is_not_ready_whatever_its_time_says(folder: Folder) -> None:
    put(folder, "tumbuh.csv")
    assert folder.look(NOW).ready == ("tumbuh.csv",)
    put(folder, "tumbuh.csv", EXPORT * 2)
    assert folder.look(NOW + SECOND).settling == ("tumbuh.csv",)
    assert folder.look(NOW + 11 * SECOND).ready == ("tumbuh.csv",)


def test_the_oldest_file_comes_first(folder: Folder) -> None:
    for name, ago in (("a", MINUTE), ("c", 3 * MINUTE), ("b", 2 * MINUTE)):
        put(folder, name, ago=ago)
    assert folder.look(NOW).ready == ("c", "b", "a")


@pytest.mark.parametrize("lock", [fcntl.flock, None])
def test_a_locked_file_waits(folder: Folder, lock) -> None:
    path = put(folder, "kunci.xlsx")
    handle = os.open(path, os.O_RDWR)
    if lock:
        lock(handle, fcntl.LOCK_EX)
    else:
        put(folder, "~$kunci.xlsx")
    (held,) = folder.look(NOW).locked
    assert (held.name, held.since) == ("kunci.xlsx", NOW)
    assert folder.next_file(NOW) is None
    os.close(handle)
    (folder.path / "~$kunci.xlsx").unlink(missing_ok=True)
    assert folder.next_file(NOW) is not None


def test_what_is_no_plain_file_is_left_alone_and_never_waited_for(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "rahasia.csv").write_text(EXPORT)
    (folder.path / "taut.csv").symlink_to(tmp_path / "rahasia.csv")
    (folder.path / "putus.csv").symlink_to(tmp_path / "tidak ada")
    (folder.path / "map.csv").mkdir()
    os.mkfifo(folder.path / "pipa.csv")
    assert folder.look(NOW + MINUTE).odd == 4
    assert folder.next_file(NOW + MINUTE) is None


# What becomes of it


def test_a_file_is_taken_on_put_away_and_forgotten(folder: Folder) -> None:
    put(folder, "ekspor.csv")
    path = folder.next_file(NOW)
    assert path == folder.path / ".reading" / "20261123T080000Z-ekspor.csv"
    assert mode(path) == 0o600 and not (folder.path / "ekspor.csv").exists()
    assert folder.next_file(NOW) == path, "a crash leaves it to the next step"
    done = folder.put_away(path)
    assert done == folder.path / "done" / path.name and done.read_text() == EXPORT
    assert folder.put_away(path) == done, "putting it away twice is putting it away once"
    assert folder.purge(NOW + 30 * DAY) == 0
    assert folder.purge(NOW + 31 * DAY) == 1 and not done.exists()


def test_a_refused_file_has_its_reason_and_its_rows_beside_it(folder: Folder) -> None:
    put(folder, "a.csv")
    path = folder.next_file(NOW)
    assert path is not None
    folder.rejects_path(path).touch(mode=0o600)
    folder.put_rejects(path)
    refused = folder.put_away(path, refused="Sebab: tidak terbaca.\n")
    names = {one.name for one in refused.parent.iterdir()}
    assert names == {path.name, f"{path.name}.reason.txt", f"{path.name}.rejects.csv"}
    assert {mode(one) for one in refused.parent.iterdir()} == {0o600}
    assert {mode(folder.path / name) for name in (".reading", "done", "rejected")} == {0o700}
    assert folder.purge(NOW + 31 * DAY) == 3


def test_what_people_put_into_done_themselves_is_never_purged(folder: Folder) -> None:
    (folder.path / "done" / "catatan.txt").write_text("x")
    (folder.path / "done" / "20250101T000000Z-folder").mkdir()
    assert folder.purge(NOW + 999 * DAY) == 0


def test_files_of_one_name_in_one_second_do_not_meet(folder: Folder) -> None:
    kept = set()
    for _ in range(3):
        put(folder, "ekspor.csv")
        path = folder.next_file(NOW)
        assert path is not None
        kept.add(folder.put_away(path).name)
    stem = "20261123T080000Z-ekspor"
    assert kept == {f"{stem}.csv", f"{stem}-2.csv", f"{stem}-3.csv"}


@given(st.text(min_size=1, max_size=300))
def test_whatever_a_file_is_called_ours_is_a_plain_name(name: str) -> None:
    ours = stamped(name, NOW)
    assert "/" not in ours and "\x00" not in ours and ours.isprintable()
    assert len(f"{ours}.rejects.csv".encode()) <= 255 and not ours.startswith(".")
    assert stamped_at(ours) == NOW.replace(microsecond=0)
    assert safe_name(safe_name(name)) == safe_name(name)


@pytest.mark.parametrize("name", ["a.csv", "2026T-a", "20261399T080000Z-a.csv", "20261123T080000Z-", "lock"])
def test_other_names_have_no_stamp(name: str) -> None:
    assert stamped_at(name) is None


def test_only_one_process_reads_at_a_time(folder: Folder) -> None:
    with folder.held(), pytest.raises(FolderBusy), Folder(folder.plan).held():
        pass
    with folder.held():
        pass


@pytest.mark.parametrize("trouble", ["gone", "file", "link"])
def test_a_folder_that_cannot_be_used_is_one_sentence(folder: Folder, tmp_path: Path, trouble: str) -> None:
    if trouble == "link":
        (folder.path / "done").rmdir()
        (folder.path / "done").symlink_to(tmp_path)
    else:
        folder.path.rename(tmp_path / "lain")
    if trouble == "file":
        folder.path.write_text("x")
    for step in (folder.prove, folder.held().__enter__):
        with pytest.raises(FolderUnreachable) as caught:
            step()
        assert str(tmp_path) in str(caught.value) and str(caught.value).endswith("crm.files.folder.")
    assert not (tmp_path / "siaga").exists()


# How it is read


def claimed(folder: Folder, content: str = EXPORT) -> Path:
    put(folder, "ekspor.csv", content)
    path = folder.next_file(NOW)
    assert path is not None
    return path


def test_a_file_that_is_written_to_while_it_is_read_is_not_taken(folder: Folder) -> None:
    path = claimed(folder)
    with open_upload(path, folder.plan, FewAreas(), NOW) as upload:
        rows = upload.rows()
        next(rows)
        with path.open("a") as more:
            more.write("JK9,2026-11-22 08:30\n")
        with pytest.raises(Changed):
            list(rows)
    folder.unsettle(path, NOW)
    assert folder.next_file(NOW + 9 * SECOND) is None and folder.look(NOW).settling == (path.name,)
    assert folder.next_file(NOW + 10 * SECOND) == path


def test_a_file_that_broke_because_somebody_wrote_to_it_is_no_refusal(folder: Folder) -> None:
    path = claimed(folder)
    with open_upload(path, folder.plan, FewAreas(), NOW) as upload:
        path.write_text('ticket,created_at\n"JK1')
        with pytest.raises(Changed):
            list(upload.rows())
        path.unlink()
        with pytest.raises(Changed):
            list(upload.rows())


def test_a_file_without_a_date_is_of_when_it_was_written(folder: Folder) -> None:
    path = claimed(folder, "ticket,created_at\nJK1,2027-01-01 08:00\n")
    with open_upload(path, folder.plan, FewAreas(), NOW) as upload:
        assert (upload.as_of, upload.is_dated) == (NOW - MINUTE, False)
    os.utime(path, (4e9, 4e9))
    with open_upload(path, folder.plan, FewAreas(), NOW) as upload:
        assert upload.as_of == NOW


def test_what_slipped_in_as_a_link_is_refused_not_followed(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "rahasia.csv").write_text(EXPORT)
    link = folder.path / ".reading" / "20261123T080000Z-a.csv"
    link.symlink_to(tmp_path / "rahasia.csv")
    assert folder.next_file(NOW) == link
    with pytest.raises(BadInput, match="not a plain file"):
        open_upload(link, folder.plan, FewAreas(), NOW)
    folder.put_away(link, refused="x")
    assert (tmp_path / "rahasia.csv").read_text() == EXPORT and folder.next_file(NOW) is None


def test_the_mark_of_any_time_can_be_read(folder: Folder) -> None:
    for at in (0, -1, 2**33, 2**40):
        path = put(folder, "a.csv")
        try:
            os.utime(path, (at, at))
        except OSError:
            continue
        mark = mark_of(path)
        assert mark is not None and mark.modified_at >= datetime(1970, 1, 1, tzinfo=UTC)
