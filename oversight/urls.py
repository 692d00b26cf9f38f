"""Which address leads to which page of oversight?"""

from django.urls import include, path

from oversight.reports import KINDS
from oversight.views import activity, child_looks, england, items, log, packs, reports, reviews

REVIEW = "monthly-review/<uuid:look_review>"
PACK = "monthly-review/files/<uuid:review_pack>"
ITEM = "monthly-review/accesses/<uuid:review_item>"

urlpatterns = [
    path("", include("oversight.rights_urls")),
    path("monthly-review", reviews.look_reviews, name="look_reviews"),
    path("monthly-review/england", england.reviews_of_england, name="reviews_of_england"),
    path("monthly-review/england/accesses", england.items_of_england, name="items_of_england"),
    path("monthly-review/unusual", reviews.unusual_activity, name="unusual_activity"),
    path(ITEM, items.review_item, name="review_item"),
    path(f"{ITEM}/ask", items.ask_about_look, name="ask_about_look"),
    path(f"{ITEM}/answer", items.answer_look, name="answer_look"),
    path(REVIEW, reviews.look_review, name="look_review"),
    path(f"{REVIEW}/sign", reviews.sign_look_review, name="sign_look_review"),
    path(f"{REVIEW}/expected", packs.judge_together, name="judge_together"),
    path(f"{REVIEW}/statement", packs.review_statement, name="review_statement"),
    path(f"{REVIEW}/file", packs.ask_for_pack, name="ask_for_pack"),
    path(PACK, packs.review_pack, name="review_pack"),
    path(f"{PACK}/download", packs.download_pack, name="download_pack"),
    path("log", log.search_log, name="search_log"),
    path("reports", reports.list_reports, name="reports"),
    *(path(f"reports/{name}", reports.report, {"name": name}, name=f"report_{name}") for name in KINDS),
    *(path(f"reports/{name}/file", reports.report_file, {"name": name}, name=f"report_{name}_file") for name in KINDS),
    path("looks", child_looks.find_looks, name="find_looks"),
    path("looks/<uuid:child>", child_looks.child_looks, name="child_looks"),
    path("my-activity", activity.my_activity, name="my_activity"),
]
