"""The exports of one system are one source, whatever their dates and versions."""

from __future__ import annotations

import pytest

from monitor.alerting.party_import import is_similar
from monitor.model.watch_sources import source_name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("customers-2024-12-05.csv", "customers"), ("customers_20251205.CSV.gz", "customers"), ("Customers 2024.xlsx", "customers"),
        ("vendors_v2.csv", "vendors"), ("vendors (1).csv", "vendors"), ("SAP export 05.12.2024.csv", "sap export"),
        ("folder/parties.csv", "parties"), ("C:\\exports\\Kreditoren_2024-12.csv", "kreditoren"), ("2024-12-05.csv", "2024-12-05"),
        ("suppliers-20241205-1530.csv", "suppliers"), ("7-eleven.csv", "7-eleven"), ("plant 42.csv", "plant 42"),
        ("master v1.3 final.csv", "master final"), ("ours", "ours"),
        ("export-15-Mar-2026.csv", "export"), ("export March 15, 2026.csv", "export"), ("Kunden_2026-W05.csv", "kunden"),
        ("vendors Sep 2026.csv", "vendors"), ("2026-Dec-01 clients.csv", "clients"), ("may flower 7.csv", "may flower 7"),
        ("march of dimes.csv", "march of dimes"), ("dec 12.csv", "dec 12"),
    ],
)  # fmt: skip
def test_a_sources_name_is_its_files_without_dates_and_versions(file: str, name: str) -> None:
    assert source_name(file) == name


@pytest.mark.parametrize(
    ("first", "second", "similar"),
    [
        ("Alpha Company", "ALPHA COMPANY LTD.", True), ("Huawei Technologies", "Huawei Technologies Co., Ltd.", True),
        ("Quiet Orchard GmbH", "Quiet Orchad GmbH", True), ("Acme GmbH", "Acme Shipping GmbH", True),
        ("Quiet Orchard GmbH", "Acme Shipping", False), ("Acme GmbH", "Huawei Technologies Co. Ltd.", False),
    ],
)  # fmt: skip
def test_a_renamed_party_is_told_from_another_one(first: str, second: str, similar: bool) -> None:
    assert is_similar(first, second) is is_similar(second, first) is similar
