"""Arms deals: quantities, parties and stages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from iraqdata.checking.asking import Saying, day_of, number_in, row_rule, table_rule

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables


@row_rule("quantity", "quantity_qualifier", tables="transfers")
def qualified_quantity(quantity: str, qualifier: str) -> Iterator[Saying]:
    """A qualifier qualifies a quantity, which is a whole number from 1."""
    number = number_in(quantity)
    if number is not None and (number < 1 or number != int(number)):
        yield "quantity", "count", "a number of things is a whole number from 1"
    if qualifier and not quantity and qualifier != "order_of_magnitude":
        yield "quantity_qualifier", "figure", "there is no quantity that this could qualify"
    if quantity and not qualifier:
        yield "quantity_qualifier", "figure", "a quantity needs its qualifier"
    if quantity and qualifier in ("order_of_magnitude", "range"):
        yield "quantity_qualifier", "figure", f"a single number is no {qualifier}"


@row_rule("value_usd", tables="transfers")
def value_of_deal(value: str) -> Iterator[Saying]:
    """A value is more than nothing."""
    number = number_in(value)
    if number is not None and number <= 0:
        yield "value_usd", "figure", "a value is more than nothing; an unknown one is empty"


@row_rule("supplier_id", "recipient_id", tables="transfers")
def two_parties(supplier: str, recipient: str) -> Iterator[Saying]:
    """Nobody supplies himself."""
    if supplier and supplier == recipient:
        yield "recipient_id", "transfer", "the supplier is the recipient"


@table_rule(
    transfers="event_id weapon_id supplier_id recipient_id deal_stage status date_start date_end"
)
def stages_in_order(tables: Tables) -> None:
    """The stages of one deal come in an order in which they can."""
    deals: dict[tuple[str, ...], list[tuple[int, str, date | None, date | None]]] = defaultdict(
        list
    )
    rows = tables.rows(
        "transfers",
        "event_id weapon_id supplier_id recipient_id deal_stage status date_start date_end",
    )
    for index, (*deal, stage, status, start, end) in enumerate(rows):
        if status == "occurred":
            deals[tuple(deal)].append((index, stage, day_of(start), day_of(end)))
    for stages in deals.values():
        for stage, needs in _BEFORE.items():
            mine = [(over, index) for index, name, _, over in stages if name == stage]
            if not mine or not all(over for over, _ in mine):
                continue
            # A deal may come in lots, each with its stages: only what no lot allows is wrong.
            over, index = max(mine)
            for earlier in needs.split():
                begun = [day for _, name, day, _ in stages if name == earlier]
                if begun and all(begun) and over < min(begun):  # type: ignore[operator,type-var]
                    message = f"{stage} by {over}, and {earlier} only from {min(begun)}"  # type: ignore[type-var]
                    tables.add("deal-stage", "transfers", index, "deal_stage", stage, message)


# Stages that can only come before each stage, when both happened.
_BEFORE = {
    "notified": "requested",
    "agreed": "requested notified",
    "released": "blocked withheld",
    "shipped": "requested notified agreed",
    "delivered": "requested notified agreed shipped",
    "expired": "requested notified",
}


@table_rule(transfers="event_id date_start date_end", events="event_id date_start date_end")
def stage_within_event(tables: Tables) -> None:
    """A stage lies within the time of the deal, or of the act that made it."""
    spans = {
        event: (day_of(start), day_of(end))
        for event, start, end in tables.rows("events", "event_id date_start date_end")
    }
    rows = tables.rows("transfers", "event_id date_start date_end")
    for index, (event, start, end) in enumerate(rows):
        begun, over = spans.get(event, (None, None))
        first, last = day_of(start), day_of(end)
        if over and first and first > over:
            message = f"the event {event} was over by {over}"
            tables.add("interval", "transfers", index, "date_start", start, message)
        if begun and last and last < begun:
            message = f"the event {event} began on {begun} at the earliest"
            tables.add("interval", "transfers", index, "date_end", end, message)


@table_rule(
    transfers="event_id supplier_id recipient_id",
    participants="event_id actor_id",
    actors="actor_id actor_type",
)
def parties_take_part(tables: Tables) -> None:
    """Supplier and recipient take part in the event, and are no persons."""
    there = set(tables.rows("participants", "event_id actor_id"))
    kinds = {actor: kind for actor, kind in tables.rows("actors", "actor_id actor_type")}
    rows = tables.rows("transfers", "event_id supplier_id recipient_id")
    for index, (event, *parties) in enumerate(rows):
        for field, actor in zip(("supplier_id", "recipient_id"), parties, strict=True):
            if kinds.get(actor) == "person":
                message = "arms go from state to state, or to a body, and not to a person"
                tables.add("transfer", "transfers", index, field, actor, message)
            elif event and actor and (event, actor) not in there:
                message = f"no participant of the event {event}"
                tables.add("transfer", "transfers", index, field, actor, message)
