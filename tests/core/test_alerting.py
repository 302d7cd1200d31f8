from truce.alerting import grade_of, is_owed


def test_the_first_mail_is_owed():
    assert is_owed(grade_of("alleged", None), [])


def test_the_same_again_is_not_owed():
    assert not is_owed("corroborated/1", ["alleged/?", "corroborated/1"])


def test_a_surer_status_is_owed():
    assert is_owed("corroborated/?", ["alleged/?"])


def test_a_higher_toll_is_owed():
    assert is_owed("alleged/3", ["alleged/1"])


def test_a_first_figure_is_owed():
    assert is_owed("alleged/1", ["alleged/?"])


def test_a_lower_toll_or_status_is_not_owed():
    assert not is_owed("alleged/1", ["corroborated/3"])
