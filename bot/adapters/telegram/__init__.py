"""Telegram: long polling or a webhook brings updates in, python-telegram-bot's client takes messages out."""
