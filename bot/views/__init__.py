"""What people in chats read: value + now -> text. Pure; all Indonesian wording of siaga lives here."""
