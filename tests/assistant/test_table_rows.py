from assistant.table_rows import headers_of_rows, is_caption

TABLE = "Hotels\nPlace | Night\nLondon | £185\nParis | €165\nBook early.\nA | 1\nB | 2"


def test_each_row_leads_to_the_header_of_its_table() -> None:
    headers = headers_of_rows(TABLE)
    header = (TABLE.index("Place"), TABLE.index("\nLondon"))
    assert headers == {TABLE.index(row): header for row in ("Place", "London", "Paris")}


def test_one_row_alone_and_a_first_row_with_a_number_are_no_headers() -> None:
    assert headers_of_rows("Place | Night") == {}
    assert headers_of_rows("A | 1\nB | 2") == {}
    assert headers_of_rows("") == {}


def test_what_only_names_a_table_or_a_figure_is_a_caption() -> None:
    assert is_caption("Table 2 – Mileage rates")
    assert is_caption("Tableau 1 – Les trois formules de télétravail")
    assert is_caption("Figure 1 – De la demande à la reconduction")
    assert not is_caption("Table service is refunded.")
    assert not is_caption("Tableau 3 : " + "les sommes sont versées avec la paie du mois " * 3)
