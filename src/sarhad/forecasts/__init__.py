"""What may come: deaths by unit and month as distributions, and how good such forecasts were."""

from .backtest import Backtest, backtest, parse_windows
from .from_events import panel_of_events
from .issue import in_words, issue_forecast, score_forecast, write_draws
from .models import BASELINE, MODELS
from .months import month_id, month_name
from .panel import HORIZON, Panel
from .reading import read_panel

__all__ = [
    "BASELINE",
    "HORIZON",
    "MODELS",
    "Backtest",
    "Panel",
    "backtest",
    "in_words",
    "issue_forecast",
    "month_id",
    "month_name",
    "panel_of_events",
    "parse_windows",
    "read_panel",
    "score_forecast",
    "write_draws",
]
