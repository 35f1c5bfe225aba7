"""Numbered names in three languages, for things that exist nowhere."""

from __future__ import annotations

WORDS = {
    "accord": ("اتفاق", "Accord", "Accord"),
    "command": ("قيادة", "Command", "Commandement"),
    "competency": ("كفاءة", "Skill", "Compétence"),
    "course": ("دورة", "Course", "Cours"),
    "exercise": ("تمرين", "Exercise", "Exercice"),
    "field": ("معسكر", "Camp", "Camp"),
    "line": ("بند", "Line", "Ligne"),
    "nation": ("دولة", "Nation", "Nation"),
    "pool": ("مدربون", "Instructors", "Instructeurs"),
    "programme": ("برنامج مولّد", "Generated programme", "Programme généré"),
    "range": ("ميدان", "Range", "Champ de manœuvre"),
    "school": ("مدرسة", "School", "École"),
    "season": ("موسم", "Season", "Saison"),
    "unit": ("وحدة", "Unit", "Unité"),
}


def named(word: str, number: int | str) -> dict[str, str]:
    """Give a name such as `Unit 12` in Arabic, English and French."""
    arabic, english, french = WORDS[word]
    return {"ar": f"{arabic} {number}", "en": f"{english} {number}", "fr": f"{french} {number}"}
