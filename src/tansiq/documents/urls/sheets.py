"""Where sheets and lists lie."""

from django.urls import path

from tansiq.documents.views import sheets

urlpatterns = [
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/columns", sheets.columns, name="sheet-columns"),
    path("sheets/preview", sheets.preview, name="preview-sheet"),
    path("sheets/rows-to-mend.xlsx", sheets.faulty, name="faulty-rows"),
    path("sheets/take-in", sheets.take_in, name="take-in-sheet"),
    path("sheets/leave", sheets.leave, name="leave-sheet"),
    path("sheets/taken/<int:number>/", sheets.taken, name="taken-sheet"),
    path("sheets/taken/<int:number>/rows-to-mend.xlsx", sheets.rows_left, name="rows-left"),
    path("sheets/taken/<int:number>/take-back", sheets.take_back, name="take-back-sheet"),
    path("sheets/senders/<int:number>/forget", sheets.forget, name="forget-mapping"),
    path("lists/<str:section>.<str:form>", sheets.save, name="save-list"),
    path("plans/<int:number>.xlsx", sheets.save_plan, name="save-plan"),
]
