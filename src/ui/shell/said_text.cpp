// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/said_text.h"

#include <algorithm>

#include <QAccessible>
#include <QEvent>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextOption>

#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

constexpr qsizetype kLongestText = 20'000;
constexpr qsizetype kLongestToolTip = 1'000;
constexpr int kUsualWidth = 320;
/// Half of a narrow line stays for the text.
constexpr qsizetype kMostHangingBlanks = 12;
/// What stands in one line of the widest screen.
constexpr qsizetype kLongestLine = 300;

bool turnsDirection(QChar c) {
    return (c >= QChar(0x202A) && c <= QChar(0x202E)) || (c >= QChar(0x2066) && c <= QChar(0x2069));
}

/// Lines stay; what would hide or turn something else is made visible.
QString harmless(QString text) {
    if (text.size() > kLongestText) {
        text = text.left(kLongestText) + QStringLiteral("…");
    }
    for (QChar& c : text) {
        const bool control = c.category() == QChar::Other_Control && c != QLatin1Char('\n') && c != QLatin1Char('\t');
        if (control || turnsDirection(c)) {
            c = QChar(QChar::ReplacementCharacter);
        }
    }
    return text;
}

/// A line that is indented by blanks goes on beneath its first letter where it has to be broken.
void hangIndented(QTextDocument& document, const QFontMetrics& metrics) {
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        const QString line = block.text();
        const auto letter = std::ranges::find_if_not(line, [](QChar c) { return c == QLatin1Char(' '); });
        const auto blanks = std::min<qsizetype>(letter - line.begin(), kMostHangingBlanks);
        if (blanks == 0 && block.blockFormat().leftMargin() == 0) {
            continue;
        }
        const int indent = metrics.horizontalAdvance(line.left(blanks));
        QTextBlockFormat format = block.blockFormat();
        format.setLeftMargin(indent);
        format.setTextIndent(-indent);
        QTextCursor(block).setBlockFormat(format);
    }
}

QTextOption anywhere() {
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

} // namespace

QString shortText(const QString& text, qsizetype most) {
    // Cut before it is looked at: a name may be as long as a file.
    const QString cut = text.size() > 4 * most ? text.left(2 * most) + text.right(2 * most) : text;
    QString line = viewmodel::shownName(cut.trimmed()).simplified();
    if (line.size() <= most) {
        return line;
    }
    return line.left(most / 2) + QStringLiteral("…") + line.right(most - most / 2 - 1);
}

QString plainToolTip(const QString& text) {
    if (text.isEmpty()) {
        return {};
    }
    const QString cut = text.size() > kLongestToolTip ? text.left(kLongestToolTip) + QStringLiteral("…") : text;
    QString lines = harmless(cut).toHtmlEscaped();
    lines.replace(QLatin1Char('\n'), QLatin1String("<br>"));
    return QStringLiteral("<qt>%1</qt>").arg(lines);
}

SaidText::SaidText(const QString& accessibleName, int mostLines, QWidget* parent)
    : QTextEdit(parent), m_mostLines(mostLines) {
    setReadOnly(true);
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(accessibleName);
    setFocusPolicy(Qt::ClickFocus);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    hide();
}

void SaidText::say(const QString& text) {
    if (const QString said = harmless(text); said != toPlainText()) {
        setPlainText(said);
        hangIndented(*document(), fontMetrics());
        m_measuredWidth = -1;
        updateGeometry();
    }
    setVisible(!text.isEmpty());
    if (!text.isEmpty()) {
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

QSize SaidText::sizeHint() const {
    return {kUsualWidth, heightForWidth(std::max(width(), kUsualWidth))};
}

QSize SaidText::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 12, fontMetrics().lineSpacing() + 2};
}

int SaidText::heightForWidth(int width) const {
    if (width == m_measuredWidth) {
        return m_measuredHeight;
    }
    // No more than can be seen at once is measured.
    QTextDocument lines;
    lines.setDocumentMargin(0);
    lines.setDefaultFont(font());
    lines.setDefaultTextOption(anywhere());
    lines.setPlainText(toPlainText().left(m_mostLines * kLongestLine));
    hangIndented(lines, fontMetrics());
    lines.setTextWidth(width);
    const int most = fontMetrics().lineSpacing() * m_mostLines;
    m_measuredWidth = width;
    m_measuredHeight = std::clamp(static_cast<int>(lines.size().height()), fontMetrics().lineSpacing(), most) + 2;
    return m_measuredHeight;
}

void SaidText::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        m_measuredWidth = -1;
        hangIndented(*document(), fontMetrics());
    }
    QTextEdit::changeEvent(event);
}

void SaidText::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    // The keyboard comes here only where there is something to scroll to.
    const bool scrolls = document()->size().height() > viewport()->height() + fontMetrics().lineSpacing() / 2.0;
    setFocusPolicy(scrolls ? Qt::StrongFocus : Qt::ClickFocus);
}

} // namespace dbv::ui
