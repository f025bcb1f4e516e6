"""The style sheet, built from the tokens. Kept small: what a delegate or a palette can do is not here."""

from __future__ import annotations

from pathlib import Path
from string import Template

from sxsh_desktop.ui.theme.fonts import FAMILY
from sxsh_desktop.ui.theme.icons import svg
from sxsh_desktop.ui.theme.tokens import MEASURES, ROLES, Tokens

_SHEET = Template("""
* { font-family: "$family"; }
QWidget { font-size: ${body}pt; color: $text; }
QMainWindow, QDialog, QMessageBox, QFileDialog { background: $window; }
QToolTip { background: $base; color: $text; border: 1px solid $ctl; padding: 4px 8px; }
QLabel { background: transparent; }
QLabel[role="dim"], QLabel[role="small"] { color: $dim; }
QLabel[role="small"] { font-size: ${small}pt; }
QLabel[role="h2"] { font-size: ${h2}pt; font-weight: bold; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: bold; }
QLabel[role="big"] { font-size: ${big}pt; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }

QLineEdit, QComboBox, QDateEdit, QSpinBox, QPlainTextEdit, QTextEdit {
  background: $base; color: $text; border: 1px solid $ctl; border-radius: 4px; padding: 1px 9px;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $dim; }
QLineEdit, QComboBox, QDateEdit, QSpinBox { min-height: 28px; max-height: 28px; }
QPlainTextEdit, QTextEdit { padding: 4px 6px; }
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border: 2px solid $accent; padding: 0px 8px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px 5px; }
QLineEdit:disabled, QComboBox:disabled, QDateEdit:disabled, QPlainTextEdit:disabled {
  color: $disabled; border-color: $line; background: $window; }
QLineEdit[readOnly="true"], QPlainTextEdit[readOnly="true"], QTextEdit[readOnly="true"] {
  background: $off_bg; border-color: $line; }
QLineEdit[icon="left"] { padding-left: 33px; }
QLineEdit[icon="left"]:focus { padding-left: 32px; }
QLineEdit[small="true"] { min-height: 22px; max-height: 22px; font-size: ${small}pt; }
QLineEdit[problem="soft"], QComboBox[problem="soft"], QPlainTextEdit[problem="soft"], QDateEdit[problem="soft"] {
  border: 2px solid $warn; padding: 0px 8px; }
QLineEdit[problem="hard"], QComboBox[problem="hard"], QPlainTextEdit[problem="hard"], QDateEdit[problem="hard"] {
  border: 2px solid $bad; padding: 0px 8px; }
QLineEdit[absent="true"] { background: $off_bg; color: $dim; }
QComboBox { padding-right: 4px; }
QComboBox:focus { padding-right: 3px; }
QComboBox QLineEdit, QComboBox QLineEdit:focus { border: none; padding: 0px; margin: 0px; background: transparent;
  min-height: 20px; max-height: 26px; }
QComboBox::drop-down, QDateEdit::drop-down { width: 26px; border: none; background: transparent; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url($down); width: 14px; height: 14px; }
QComboBox::down-arrow:disabled { image: url($down_off); }
QSpinBox::up-button, QSpinBox::down-button { width: 22px; border: none; background: transparent; }
QSpinBox::up-arrow { image: url($up); width: 12px; height: 12px; }
QSpinBox::down-arrow { image: url($down); width: 12px; height: 12px; }
QComboBox QAbstractItemView, QListView#completion {
  background: $base; color: $text; border: 1px solid $ctl; outline: 0;
  selection-background-color: $sel; selection-color: $text; }
QComboBox QAbstractItemView::item, QListView#completion::item { min-height: 28px; padding: 0px 8px; }

QPushButton { background: $base; color: $text; border: 1px solid $ctl; border-radius: 4px;
  padding: 0px 13px; min-height: 30px; max-height: 30px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $sel; }
QPushButton:focus { border: 2px solid $accent; padding: 0px 12px; min-height: 28px; max-height: 28px; }
QPushButton:disabled { color: $disabled; border-color: $line; background: $window; }
QPushButton:checked { background: $sel; border-color: $accent; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[kind="primary"]:hover { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $off_bg; color: $disabled; border-color: $line; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $line; }
QPushButton[kind="flat"] { background: transparent; border-color: transparent; padding: 0px 9px; }
QPushButton[kind="flat"]:hover { background: $hover; }
QPushButton[kind="flat"]:focus { border: 2px solid $accent; padding: 0px 8px; }
QPushButton[kind="flat"]:checked { background: $sel; }
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent; padding: 0px 3px;
  text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 0px 2px; }
QPushButton[kind="link"]:disabled { color: $disabled; }
QPushButton[kind="figure"] { background: transparent; border: 2px solid transparent; color: $text; padding: 0px;
  font-weight: bold; text-align: left; min-height: 20px; max-height: 20px; }
QPushButton[kind="figure"]:hover { color: $accent; text-decoration: underline; background: transparent; }
QPushButton[kind="figure"]:focus { border: 2px solid $accent; padding: 0px; min-height: 20px; max-height: 20px; }
QPushButton[scale="small"] { min-height: 24px; max-height: 24px; padding: 0px 8px; font-size: ${small}pt; }
QPushButton[scale="small"]:focus { min-height: 22px; max-height: 22px; padding: 0px 7px; }
QPushButton[scale="icon"] { padding: 0px; min-width: 30px; max-width: 30px; }
QPushButton[scale="icon"]:focus { padding: 0px; min-width: 28px; max-width: 28px; }

QRadioButton, QCheckBox { spacing: 8px; background: transparent; padding: 4px; border: 2px solid transparent;
  border-radius: 4px; }
QRadioButton:focus, QCheckBox:focus { border-color: $accent; }
QRadioButton:disabled, QCheckBox:disabled { color: $disabled; }
QFrame[kind="panel"] QCheckBox[dense="true"] { padding: 2px; }
QRadioButton[dense="true"] { padding: 2px; }
QRadioButton::indicator, QCheckBox::indicator { width: 18px; height: 18px; }
QRadioButton::indicator { image: url($radio_off); }
QRadioButton::indicator:checked { image: url($radio_on); }
QCheckBox::indicator { image: url($check_off); }
QListView::indicator { width: 18px; height: 18px; image: url($check_off); }
QListView::indicator:checked { image: url($check_on); }
QCheckBox::indicator:checked { image: url($check_on); }
QCheckBox::indicator:indeterminate { image: url($check_part); }

QFrame[kind="panel"] { background: $base; border: 1px solid $line; border-radius: 6px; }
QFrame[kind="panel"][chosen="true"] { border: 2px solid $accent; }
QFrame[kind="rail"] { background: $rail; border: none; border-right: 1px solid $line; }
QFrame[kind="strip"] { background: $rail; border: none; border-top: 1px solid $line; }
QFrame[kind="head"] { background: $window; border: none; border-bottom: 1px solid $line; }
QFrame[kind="foot"] { background: $window; border: none; border-top: 1px solid $line; }
QFrame[kind="bar"] { background: $rail; border: none; border-top: 1px solid $line; }
QFrame[kind="desk"] { background: $hover; border: none; }
QFrame[kind="side"] { background: $window; border: none; border-right: 1px solid $line; }
QFrame[kind="side-right"] { background: $window; border: none; border-left: 1px solid $line; }
QFrame[kind="line"] { background: $line; border: none; }
QFrame[kind="unit"] { background: $window; border: 1px solid $line; border-radius: 4px; }

QTableView, QTreeView, QListView { background: $base; color: $text; border: 1px solid $line; border-radius: 4px;
  outline: 0; selection-background-color: $sel; selection-color: $text; }
QTableView[inside="true"], QTreeView[inside="true"], QListView[inside="true"] { border: none; border-radius: 0px; }
QTreeView[kind="side"], QListView[kind="side"] { background: $window; border: none; }
QListView[kind="rank"] { border: 1px solid $ctl; }
QListView[kind="rank"]:focus { border: 2px solid $accent; }
QListView[kind="rank"]::item { padding: 0px 8px; }
QHeaderView { background: $rail; border: none; }
QHeaderView::section { background: $rail; color: $dim; font-size: ${small}pt; font-weight: bold; border: none;
  border-right: 1px solid $line; border-bottom: 1px solid $ctl; padding: 0px 10px; min-height: 30px; }
QHeaderView::up-arrow { image: url($up); width: 12px; height: 12px; subcontrol-position: center right; right: 4px; }
QHeaderView::down-arrow { image: url($down); width: 12px; height: 12px; subcontrol-position: center right; right: 4px; }
QTableCornerButton::section { background: $rail; border: none; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $dim; border: none; border-bottom: 2px solid transparent;
  padding: 5px 4px 5px 4px; margin-right: 20px; }
QTabBar[tight="true"]::tab { margin-right: 6px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; font-weight: bold; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { background: $sel; }
QTabBar::tab:disabled { color: $disabled; }

QProgressBar { background: $off_bg; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QProgressBar[complete="true"]::chunk { background: $ok; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[ground="clear"] { background: transparent; }
QScrollBar:vertical { background: $rail; width: 12px; margin: 0px; border: none; }
QScrollBar::handle:vertical { background: $ctl; min-height: 28px; border-radius: 4px; margin: 2px; }
QScrollBar:horizontal { background: $rail; height: 12px; margin: 0px; border: none; }
QScrollBar::handle:horizontal { background: $ctl; min-width: 28px; border-radius: 4px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QMenu { background: $base; color: $text; border: 1px solid $ctl; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 28px; border-radius: 4px; }
QMenu::item:selected { background: $sel; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::indicator { width: 16px; height: 16px; left: 6px; image: url($check_off); }
QMenu::indicator:checked { image: url($check_on); }
QCalendarWidget QWidget { background: $base; color: $text; alternate-background-color: $rail; }
QCalendarWidget QAbstractItemView:enabled { selection-background-color: $accent; selection-color: $on_accent; }
QCalendarWidget QToolButton { background: $base; color: $text; border: none; padding: 4px 8px; }
QCalendarWidget QToolButton:hover { background: $hover; }
""")

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18" viewBox="0 0 18 18" fill="none">'


def sheet(tokens: Tokens, folder: Path) -> str:
    """The style sheet in these colours; its little pictures are written into `folder` (once a set)."""
    facts: dict[str, object] = {role: tokens.colour(role) for role in ROLES}
    for size in ("big", "title", "h2", "body", "small"):
        facts[size] = getattr(MEASURES, size)
    pictures = {name: _write(folder, name, text, tokens) for name, text in _pictures(tokens).items()}
    return _SHEET.substitute(facts, family=FAMILY, **pictures)


def _write(folder: Path, name: str, text: str, tokens: Tokens) -> str:
    target = folder / f"{name}-{'dark' if tokens.dark else 'light'}.svg"
    target.write_text(text, "utf-8")
    return target.as_posix()


def _pictures(tokens: Tokens) -> dict[str, str]:
    box = f'<rect x="1.5" y="1.5" width="15" height="15" rx="3" stroke="{tokens.ctl}" fill="{tokens.base}"/>'
    full = f'<rect x="1" y="1" width="16" height="16" rx="3" fill="{tokens.accent}"/>'
    tick = f'stroke="{tokens.on_accent}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    ring = f'<circle cx="9" cy="9" r="7.5" fill="{tokens.base}"'
    return {
        "down": svg("chevron-down").replace("currentColor", tokens.text),
        "down_off": svg("chevron-down").replace("currentColor", tokens.disabled),
        "up": svg("chevron-up").replace("currentColor", tokens.text),
        "check_off": f"{_HEAD}{box}</svg>",
        "check_on": f'{_HEAD}{full}<path d="M5 9.3l2.8 2.8L13 6.6" {tick}/></svg>',
        "check_part": f'{_HEAD}{full}<path d="M5.5 9h7" {tick}/></svg>',
        "radio_off": f'{_HEAD}{ring} stroke="{tokens.ctl}"/></svg>',
        "radio_on": f'{_HEAD}{ring} stroke="{tokens.accent}" stroke-width="1.5"/>'
        f'<circle cx="9" cy="9" r="4" fill="{tokens.accent}"/></svg>',
    }
