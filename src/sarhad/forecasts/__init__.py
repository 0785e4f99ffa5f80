"""What may come: deaths by unit and month as distributions, and how good such forecasts were."""

from .backtest import Backtest, backtest, parse_windows
from .effect import effect_summary, redraws_effect
from .files import require_form
from .from_events import panel_of_events
from .issue import in_words, issue_forecast, score_forecast, write_draws
from .kept import Kept, Watched, draws_of, make_kept, score_kept
from .models import MODELS, baseline_of
from .months import month_id, month_name
from .panel import HORIZON, Panel, UnitKind
from .panel_file import as_a_file_holds_it, write_panel
from .reading import PANEL, read_panel, views_countries

__all__ = [
    "HORIZON",
    "MODELS",
    "PANEL",
    "Backtest",
    "Kept",
    "Panel",
    "UnitKind",
    "Watched",
    "as_a_file_holds_it",
    "backtest",
    "baseline_of",
    "draws_of",
    "effect_summary",
    "in_words",
    "issue_forecast",
    "make_kept",
    "month_id",
    "month_name",
    "panel_of_events",
    "parse_windows",
    "read_panel",
    "redraws_effect",
    "require_form",
    "score_forecast",
    "score_kept",
    "views_countries",
    "write_draws",
    "write_panel",
]
