from sarhad.errors import InputError, Problem, SarhadError, count_kinds


def test_a_problem_says_where_what_and_what_to_do():
    problem = Problem(
        "latitude-out-of-range",
        "not between -90 and 90",
        file="ged.csv",
        row=412,
        column="latitude",
        value="341.62",
        do="correct the file",
        effect="record left out",
    )
    assert str(problem) == (
        'ged.csv, row 412, latitude "341.62": not between -90 and 90 (record left out); correct the file'
    )
    assert problem.as_dict()["row"] == 412


def test_a_value_is_cut_and_cannot_write_control_characters_to_a_terminal():
    problem = Problem("x", "odd", value="a\x1b[2Jb" + "c" * 200)
    assert "\x1b" not in problem.value
    assert len(problem.value) == 80


def test_an_error_tells_all_problems_together_and_counts_the_rest():
    problems = [Problem("bad-date", "not a date", file="a.csv", row=i) for i in range(1, 26)]
    error = InputError("25 bad values in a.csv; 0 rows read", problems=problems, do="correct the file")
    text = str(error)
    assert isinstance(error, SarhadError)
    assert text.startswith("25 bad values in a.csv; 0 rows read\n  a.csv, row 1: not a date")
    assert text.endswith("  and 5 more\n  do: correct the file")


def test_kinds_are_counted_most_frequent_first():
    assert count_kinds([Problem("a", ""), Problem("b", ""), Problem("b", "")]) == {"b": 2, "a": 1}
