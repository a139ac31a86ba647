"""页面套件 what every page is made of: session, CSRF, language, forms, answers."""
