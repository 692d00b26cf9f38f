"""Which address leads to which page of oversight?"""

from django.urls import path

from oversight.views import activity, child_looks, england, items, reviews

ITEM = "monthly-review/accesses/<uuid:review_item>"

urlpatterns = [
    path("monthly-review", reviews.look_reviews, name="look_reviews"),
    path("monthly-review/england", england.reviews_of_england, name="reviews_of_england"),
    path("monthly-review/england/accesses", england.items_of_england, name="items_of_england"),
    path("monthly-review/unusual", reviews.unusual_activity, name="unusual_activity"),
    path(ITEM, items.review_item, name="review_item"),
    path(f"{ITEM}/ask", items.ask_about_look, name="ask_about_look"),
    path(f"{ITEM}/answer", items.answer_look, name="answer_look"),
    path("monthly-review/<uuid:look_review>", reviews.look_review, name="look_review"),
    path("monthly-review/<uuid:look_review>/sign", reviews.sign_look_review, name="sign_look_review"),
    path("looks", child_looks.find_looks, name="find_looks"),
    path("looks/<uuid:child>", child_looks.child_looks, name="child_looks"),
    path("my-activity", activity.my_activity, name="my_activity"),
]
