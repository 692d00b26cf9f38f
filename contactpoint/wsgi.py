"""Where a web server finds the application."""

import os

from django.core.wsgi import get_wsgi_application

from contactpoint.pages.bodies import WholeBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactpoint.settings")

application = WholeBodies(get_wsgi_application())
