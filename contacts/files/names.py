"""What an uploaded file is called."""

from klantbeheer.file_names import LONGEST_NAME, clean_name, extension_of

__all__ = ["LONGEST_NAME", "clean_name", "extension_of"]
