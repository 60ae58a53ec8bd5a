"""The border to Telegram: the only send, its pace, its buttons, its errors as ours."""
