from builders import NOW, bring_in, observation

from storage.store import Store


async def test_a_new_complaint_is_found_whatever_the_case_of_its_ticket(any_store: Store) -> None:
    run = await bring_in(any_store, [observation("Jk1"), observation("JK2")])
    assert (run.new, run.changed, run.unchanged, run.read) == (2, 0, 0, 2)
    async with any_store.reading() as tables:
        (found,) = await tables.complaints.find("jK1")
        assert found.ticket == "Jk1"
        assert found.response_due_at is not None
        assert await tables.complaints.find("JK1", "other") == []
        assert await tables.imports.data_as_of() == NOW
