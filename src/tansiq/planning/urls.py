"""Pages of planning."""

from django.urls import path

from tansiq.planning.views import compare, files, parts, plan, programme, readiness

app_name = "planning"
urlpatterns = [
    path("plan/", programme.programme, name="programme"),
    path("plan/file", files.file, name="file"),
    path("plan/file/preview", files.preview, name="preview-file"),
    path("plan/file/take-in", files.take_in, name="take-in-file"),
    path("plan/file/leave", files.leave, name="leave-file"),
    path("plan/file/programme.<str:form>", files.save, name="save-programme"),
    path("plan/parts/<int:part_id>", parts.part, name="part"),
    path("plan/parts/<int:part_id>/take-in", parts.take_in, name="take-in-part"),
    path("plan/new", programme.new_run, name="new-run"),
    path("plan/compare", compare.compare, name="compare"),
    path("plan/dependency", compare.dependency, name="dependency"),
    path("plan/scenarios", programme.start_scenarios, name="start-scenarios"),
    path("plan/runs/<int:run_id>", programme.run, name="run"),
    path("plan/runs/<int:run_id>/progress", programme.run_progress, name="run-progress"),
    path("plan/runs/<int:run_id>/cancel", programme.cancel_run, name="cancel-run"),
    path("plan/free-days", programme.keep_days_free, name="keep-days-free"),
    path("plan/locks/<str:lock_code>/unlock", programme.unlock, name="unlock"),
    path("plan/<int:number>", plan.plan, name="plan"),
    path("plan/<int:number>/step", plan.take_step, name="take-step"),
    path("plan/<int:number>/approve", plan.approve, name="approve"),
    path("plan/<int:number>/reject", plan.reject, name="reject"),
    path("plan/<int:number>/plan.json", plan.download, name="download"),
    path("plan/<int:number>/remarks", plan.remark, name="remark"),
    path("plan/<int:number>/remarks/<int:remark_id>/settle", plan.settle_remark, name="settle-remark"),
    path("plan/<int:number>/editions/<str:edition_id>", plan.edition, name="edition"),
    path("plan/<int:number>/editions/<str:edition_id>/weeks.json", plan.edition_weeks, name="edition-weeks"),
    path("plan/<int:number>/editions/<str:edition_id>/move", plan.move_edition, name="move-edition"),
    path("plan/<int:number>/editions/<str:edition_id>/lock", plan.lock_edition, name="lock-edition"),
    path("plan/<int:number>/missing/<str:line>/try/<int:place>", plan.try_relaxation, name="try-relaxation"),
    path("readiness/", readiness.readiness, name="readiness"),
]
