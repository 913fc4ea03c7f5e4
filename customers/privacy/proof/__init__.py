"""The journal, doing it again after a restore, and looking whether somebody is really gone."""
