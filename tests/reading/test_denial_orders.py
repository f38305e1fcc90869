"""Orders on export privileges among the bureau's notices, by titles as the Register has them, and the parties that they name."""

from __future__ import annotations

import pytest

from monitor.reading.denial_orders import (
    ends_denial,
    is_denial_order,
    names_privileges,
    parties_named,
    parties_of_caption,
)

ORDERS = {
    # As the Register has them.
    "PJSC Aeroflot, 1 Arbat St., 119019, Moscow, Russia; Order Renewing Temporary Denial of Export Privileges": ("PJSC Aeroflot",),
    "Order Renewing Temporary Denial of Export Privileges; PJSC Aeroflot, 1 Arbat St., 119019, Moscow, Russia": ("PJSC Aeroflot",),
    "URAL Airlines JSC, Utrenniy Lane 1-g, Yekaterinburg, Russia 620025; Order Renewing Temporary Denial of Export Privileges": (
        "URAL Airlines JSC",
    ),
    "Aviastar-TU, 5 b. 7 Leningradsky prospect g. Moskva, 125040, Moscow, Russia; Order Renewing Temporary Denial of Export "
    "Privileges": ("Aviastar-TU",),
    "Order Renewing Temporary Denial of Export Privileges": (),
    "Order Renewing Order Temporarily Denying Export Privileges": (),
    "Order Denying Export Privileges": (),
    "Action Affecting Export Privileges; Mahan Airways": ("Mahan Airways",),
    "Action Affecting Export Privileges; Balli Group PLC; Balli Aviation; Balli Holdings; Vahid Alaghband; Blue Sky One Ltd.": (
        "Balli Group PLC", "Balli Aviation", "Balli Holdings", "Vahid Alaghband", "Blue Sky One Ltd.",
    ),
    "In the Matter of: Dina Zhu, 101 Windsor Chase Drive, Lawrenceville, GA 30043; Order Relating to Dina Zhu": ("Dina Zhu",),
    "Essam Alkadi; Export Privileges": ("Essam Alkadi",),
    # Their relatives.
    "In the Matter of: John Doe, Inmate Number 12345-678, FCI Safford, P.O. Box 9000, Safford, AZ 85548; Order Denying Export "
    "Privileges": ("John Doe",),
    "In the Matter of: John Doe, Jr., Inmate Number: 12345-678, FCI Safford, Safford, AZ 85548": ("John Doe, Jr.",),
    "Order Temporarily Denying Export Privileges: Example Forwarding LLC": ("Example Forwarding LLC",),
    "Order Denying Export Privileges of J. Doe": ("J. Doe",),
    "Order Relating to Example Trading Co., Ltd.": ("Example Trading Co., Ltd.",),
    "Example Trading Co., Ltd., 1 Example Road, Shenzhen, China; Order Modifying Temporary Denial of Export Privileges": (
        "Example Trading Co., Ltd.",
    ),
    "Order Terminating Denial of Export Privileges; Example Optics, Inc., 2 Main St., Reno, NV; and Jane Roe, a/k/a Janet Roe": (
        "Example Optics, Inc.", "Jane Roe",
    ),
    "Hearing Aid Supplies LLC, 5 Main St., Reno, NV; Order Denying Export Privileges": ("Hearing Aid Supplies LLC",),
    "ORDER DENYING EXPORT PRIVILEGES; EXAMPLE GMBH": ("EXAMPLE GMBH",),
    "Essam Alkadi (also known as Essam Al-Kadi), P.O. Box 201, Damman 31411, Saudi Arabia; Decision and Order": ("Essam Alkadi",),
    "AKA Trading d/b/a Example Air (f/k/a Old Air), 1 Main St., Reno, NV; Order Denying Export Privileges": ("AKA Trading",),
    "Modification of Temporary Denial Order; Example Air": ("Example Air",),
    "Order Making Denial of Export Privileges Applicable to Related Persons; Example Air": ("Example Air",),
    "Order Activating Suspended Denial Order; Example Air": ("Example Air",),
    "Order Terminating Denial of Export Privileges; PJSC Aeroflot": ("PJSC Aeroflot",),
    "Correction to Order Denying Export Privileges; Example Air": ("Example Air",),
}  # fmt: skip
OTHERS = (
    # As the Register has them.
    "Agency Information Collection Activities; Submission to the Office of Management and Budget (OMB) for Review and Approval; "
    "Comment Request; Five-Year Records Retention Requirement for Export Transactions and Boycott Actions",
    "Agency Information Collection Activities; Submission to the Office of Management and Budget (OMB) for Review and Approval; "
    "Comment Request; Entity List and Unverified List Requests",
    "Agency Information Collection Activities; Submission to the Office of Management and Budget (OMB) for Review and Approval; "
    "Comment Request; Rated Orders Under the Defense Priories and Allocations System (DPAS)",
    "Sensors and Instrumentation Technical Advisory Committee; Notice of Open Meeting",
    "Notice of Reestablishment of the President's Export Council Subcommittee on Export Administration and Solicitation of "
    "Nominations for Membership",
    "Guidance and Procedures for Implementing Tariff Adjustments for Specialty Pharmaceuticals and Associated Pharmaceutical "
    "Ingredients and Technical Corrections to the Harmonized Tariff Schedule of the United States for Duties Imposed Under "
    "Proclamation 11020",
    "Notice Regarding the Uyghur Forced Labor Prevention Act Entity List",
    "Procedures for Participating in User Testing of the New Commerce 232 Exclusion Process Portal",
    "Revisions of Temporary Denial Order Provisions To Allow for Extended Renewals in Certain Circumstances",
    "Temporary General License: Extension of Validity",
    # Their relatives: they name such orders, and are none.
    "Agency Information Collection Activities; Comment Request; Appeals of Orders Denying Export Privileges",
    "Proposed Information Collection; Comment Request; Export Privileges",
    "Impact of the Section 301 Action on Denied Parties; Notice of Information Collection",
    "Effect of Denial Orders on Small Business; Notice of an Agency Information Collection",
    "Request for Comments on Orders Denying Export Privileges",
    "Notice of Hearing on Denial Orders",
    "In the Matter of: John Doe; Notice of Hearing",
    "Public Hearing on Actions Affecting Export Privileges",
    "Technical Advisory Committee; Meeting on Denial Orders",
    "Privacy Act of 1974; System of Records; Denied Persons and Export Privileges Orders",
    "Guidance on the Denial of Export Privileges",
    "Proposed Order of Precedence for Denial of Export Privileges",
    "Orders for Publications on Export Controls",
    "",
)  # fmt: skip


@pytest.mark.parametrize("title", ORDERS)
def test_an_order_is_told_by_its_title_and_names_its_parties(title: str) -> None:
    assert is_denial_order(title)
    assert parties_named(title) == ORDERS[title]


@pytest.mark.parametrize("title", OTHERS)
def test_a_notice_that_is_no_order_is_not(title: str) -> None:
    assert not is_denial_order(title)


def test_an_order_in_a_case_need_not_say_that_it_denies() -> None:
    assert not names_privileges("In the Matter of: Dina Zhu; Order Relating to Dina Zhu")
    assert names_privileges("In the Matter of: John Doe; Order Denying Export Privileges")


@pytest.mark.parametrize(
    "title",
    [
        "Order Terminating Denial of Export Privileges; PJSC Aeroflot",
        "Example Air; Termination of Temporary Denial Order",
        "Order Vacating Order Temporarily Denying Export Privileges; Example Air",
        "Order Rescinding the Temporary Denial of Export Privileges; Example Air",
        "Restoration of Export Privileges; Jane Roe",
    ],
)
def test_an_order_that_ends_a_denial_is_told_from_one_that_denies(title: str) -> None:
    assert is_denial_order(title)
    assert ends_denial(title)


@pytest.mark.parametrize(
    "title",
    [
        "Termination Systems LLC; Order Denying Export Privileges",
        "Order Renewing Temporary Denial of Export Privileges; Example Air",
        "Modification of Temporary Denial Order; Example Air",
        "Revocation of Export Privileges; Jane Roe",
    ],
)
def test_any_other_order_ends_none(title: str) -> None:
    assert not ends_denial(title)


def test_a_caption_names_the_parties_that_the_title_does_not() -> None:
    text = (
        " Order Denying Export Privileges\n\n    In the Matter of: Gregory Allen Justice, Inmate Number: 73792-\n112, FCI "
        "Safford, P.O. Box 9000, Safford, AZ 85548.\n\n    On September 19, 2017, in the U.S. District Court, John Doe; Jane Roe"
    )
    assert parties_of_caption(text) == ("Gregory Allen Justice",)
    assert parties_of_caption("Order Denying Export Privileges\n\nMahan Airways, Mahan Tower") == ()
