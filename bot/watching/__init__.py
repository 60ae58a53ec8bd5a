"""The source is read, and its trouble, gaps and calendar are told to the operator."""
