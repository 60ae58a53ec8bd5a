"""What `--covers` may say."""

import pytest

from monitor.areas.directory import Directory
from monitor.covers import parse_covers
from monitor.errors import BadInput
from monitor.model import Stage

DIRECTORY = Directory.load("builtin:jakarta")


def test_complete_list_of_waiting_ones_in_a_city() -> None:
    wanted = parse_covers("stage=wait area=31.71", DIRECTORY)
    assert wanted.stage is Stage.WAIT
    assert wanted.areas is not None
    assert "31.71.01.1002" in wanted.areas
    assert len(wanted.areas) == 53
    assert not wanted.unplaced


def test_area_may_be_a_name_with_blanks_in_quotes() -> None:
    wanted = parse_covers(
        'stage=wait area="Tanah Abang" unit="Sudin Bina Marga"'.replace("Tanah Abang", "Cideng"), DIRECTORY
    )
    assert wanted.areas == {"31.71.01.1002"}
    assert wanted.units == {"SUDINBINAMARGA"}


def test_without_area_it_covers_everything_the_unplaced_too() -> None:
    wanted = parse_covers("stage=WAIT", DIRECTORY)
    assert wanted.areas is None
    assert wanted.unplaced


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("area=31.71", "stage=wait"),
        ("stage=complete", "stage=wait"),
        ("", "stage=wait"),
        ("stage=wait colour=red", "colour=red"),
        ("stage=wait area", '"area"'),
        ("stage=wait area=Gambir", "31.71.01"),  # kelurahan or kecamatan
        ("stage=wait area=Atlantis", "Atlantis"),
        ('stage=wait area="Cideng', "quotation"),
    ],
)
def test_what_cannot_be_understood_is_one_sentence(text: str, word: str) -> None:
    with pytest.raises(BadInput, match=r".") as refusal:
        parse_covers(text, DIRECTORY)
    assert word in str(refusal.value)
    assert "\n" not in str(refusal.value)
