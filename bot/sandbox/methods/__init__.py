"""The Bot API's methods: one function each, world + parameters -> result, or Refused."""
