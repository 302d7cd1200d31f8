"""What can go wrong, named after what happened. Each message says what, where and what to do."""


class TruceError(Exception):
    """Any failure that the user can understand and act on; printed without a traceback."""


class FeedError(TruceError):
    """Something about one feed; the other feeds of the run go on."""


class FeedUnreachable(FeedError):
    """The feed gave no usable answer; the next run may fare better."""


class NotAFeed(FeedError):
    """The answer is no feed document: an error page, an empty body, something else."""


class CodebookError(TruceError):
    """A codebook file contradicts itself or names an unknown code."""


class SeedError(TruceError):
    """A seed file cannot be loaded; says file, line and value. Nothing of it was loaded."""


class DatabaseUnreachable(TruceError):
    """No PostgreSQL answers at the address given."""


class DatabaseNotSetUp(TruceError):
    """The database is there, but lacks tables or columns of this version."""


class MigrationChanged(TruceError):
    """A migration that was already applied is not the file it was."""


class MailRefused(TruceError):
    """The mail server could not be reached or would not take the message."""


class ServiceError(TruceError):
    """A local process (PostgreSQL, Airflow) would not start or stop."""


class ReviewRefused(TruceError):
    """A decision that cannot be taken; says which row, and why. Nothing of it was done."""


class UnknownName(TruceError):
    """A name the user gave (trend, export, feed, language) is not there; says which are."""
