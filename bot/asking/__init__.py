"""Somebody asks: from an update of Telegram to an answer."""
