from truce.classifier import classifier_of
from truce.model import Label
from truce.training import in_columns

MODEL = {
    "words": {"shells": [1.25, -0.5, 0.0], "talks": [-0.75, 2.0, 0.001]},
    "runs": {"ยิง": [0.5, 0.0, -0.125]},
    "bias": [-1.0, -2.0, 0.5],
    "calibration": {"en": [[1.0, 0.0]] * 3, "th": [[1.0, 0.0]] * 3},
}


def test_a_model_read_from_its_columns_has_the_weights_it_was_trained_to():
    classifier = classifier_of(in_columns(MODEL))

    assert dict(classifier.parts("", "Talks, shells and shells", "en", ())) == {
        "shells": (1.25, -0.5, 0.0),
        "talks": (-0.75, 2.0, 0.001),
    }
    assert classifier.parts("", "ยิงและยิง", "th", ()) == [("ยิง", (0.5, 0.0, -0.125))]


def test_a_word_or_run_counts_once():
    classifier = classifier_of(in_columns(MODEL))

    scores = classifier.scores("", "shells, shells", "en", ())

    assert scores == {Label.CLASH: 0.562, Label.MEETING: 0.076, Label.ALLEGATION: 0.622}
