// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/cell_inspector.h"

#include <algorithm>

#include <QBuffer>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QImageReader>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/grid/inspected_text.h"
#include "ui/keys/own_escape.h"

namespace dbv::ui {
namespace {

enum InspectorTab : std::uint8_t { TextTab, JsonTab, HexTab, PictureTab };

constexpr std::size_t kMaxHexBytes = std::size_t{256} << 10U;
constexpr std::size_t kMaxPictureBytes = std::size_t{4} << 20U;
constexpr qint64 kMaxPicturePixels = 4'000'000;

[[nodiscard]] QPlainTextEdit* makeReader(const QString& name, QWidget* parent) {
    auto* view = new QPlainTextEdit(parent);
    view->setReadOnly(true);
    view->setUndoRedoEnabled(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setTabChangesFocus(true);
    view->setAccessibleName(name);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    return view;
}

} // namespace

CellInspector::CellInspector(QWidget* parent)
    : QWidget(parent),
      m_headline(new QLabel(this)),
      m_more(new QPushButton(this)),
      m_tabs(new QTabWidget(this)),
      m_text(makeReader(tr("Value as text"), this)),
      m_json(makeReader(tr("Value as JSON"), this)),
      m_hex(makeReader(tr("Value as bytes"), this)),
      m_picture(new QLabel(this)) {
    m_hex->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setAccessibleName(tr("Value as a picture"));
    m_headline->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setWordWrap(true);
    auto* pictureArea = new QScrollArea(this);
    pictureArea->setFrameShape(QFrame::NoFrame);
    pictureArea->setWidgetResizable(true);
    pictureArea->setWidget(m_picture);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_text, tr("Text"));
    m_tabs->addTab(m_json, tr("JSON"));
    m_tabs->addTab(m_hex, tr("Hex"));
    m_tabs->addTab(pictureArea, tr("Picture"));
    auto* close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setText(QStringLiteral("×"));
    close->setToolTip(tr("Close (Esc)"));
    close->setAccessibleName(tr("Close the inspector"));
    auto* top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 4, 0);
    top->addWidget(m_headline, 1);
    top->addWidget(close, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_more);
    connect(close, &QToolButton::clicked, this, &CellInspector::closed);
    connect(m_more, &QPushButton::clicked, &m_reader, &viewmodel::CellReader::readMore);
    connect(m_tabs, &QTabWidget::currentChanged, this, &CellInspector::fillShownTab);
    connect(&m_reader, &viewmodel::CellReader::changed, this, &CellInspector::refresh);
    refresh();
}

void CellInspector::inspect(std::shared_ptr<viewmodel::RowSource> rows, std::uint64_t row, int logical) {
    m_reader.open(std::move(rows), row, logical);
}

void CellInspector::clear() {
    m_reader.close();
}

void CellInspector::refresh() {
    m_headline->setText(m_reader.headline());
    const bool reading = m_reader.state() == viewmodel::CellReader::State::Reading;
    m_more->setVisible(m_reader.state() != viewmodel::CellReader::State::Failed && !m_reader.complete());
    m_more->setEnabled(!reading);
    m_more->setText(reading ? tr("Reading") : tr("Read the next megabyte"));
    if (reading) {
        return;
    }
    const std::string_view bytes = m_reader.bytes();
    const bool binary = m_reader.cell().kind == CellKind::Bytes || m_reader.cell().kind == CellKind::LargeBytes;
    const std::size_t first = bytes.find_first_not_of(" \t\r\n");
    const bool likeJson = first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
    m_tabs->setTabVisible(JsonTab, !binary && likeJson);
    m_tabs->setTabVisible(PictureTab, binary);
    if (binary && m_tabs->currentIndex() == TextTab) {
        m_tabs->setCurrentIndex(HexTab);
    } else if (!binary && m_tabs->currentIndex() == HexTab) {
        m_tabs->setCurrentIndex(TextTab);
    }
    fillShownTab();
}

void CellInspector::fillShownTab() {
    const int tab = m_tabs->currentIndex();
    if (tab == PictureTab) {
        showPicture();
        return;
    }
    QPlainTextEdit* view = tab == JsonTab ? m_json : tab == HexTab ? m_hex : m_text;
    view->setPlainText(pageText(tab));
}

QString CellInspector::pageText(int tab) const {
    const std::string& bytes = m_reader.bytes();
    if (m_reader.state() != viewmodel::CellReader::State::Ready || m_reader.cell().isNull()) {
        return {};
    }
    if (tab == HexTab) {
        const QString cut = bytes.size() > kMaxHexBytes
                                ? tr("The first %1 bytes are shown.").arg(QLocale().toString(qulonglong{kMaxHexBytes}))
                                : QString();
        return hexDump(bytes, kMaxHexBytes) + cut;
    }
    if (tab == JsonTab) {
        QString laidOut = m_reader.complete() ? laidOutJson(bytes) : QString();
        if (!laidOut.isEmpty()) {
            return laidOut;
        }
        return m_reader.complete() ? tr("This is not well-formed JSON. The text is on its own page.")
                                   : tr("Read the whole value to see it as JSON.");
    }
    return inspectedText(bytes, m_reader.complete());
}

void CellInspector::showPicture() {
    const std::string& bytes = m_reader.bytes();
    m_picture->setPixmap({});
    if (!m_reader.complete() || bytes.size() > kMaxPictureBytes) {
        m_picture->setText(m_reader.complete() ? tr("The value is too large to be shown as a picture.")
                                               : tr("Read the whole value to see it as a picture."));
        return;
    }
    QBuffer buffer;
    buffer.setData(QByteArray::fromStdString(bytes));
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    const QSize size = reader.size();
    if (!reader.canRead() || !size.isValid()) {
        m_picture->setText(tr("The value is not a picture of a known kind."));
        return;
    }
    if (qint64{size.width()} * size.height() > kMaxPicturePixels) {
        m_picture->setText(tr("A picture of %1 × %2 pixels, too large to be shown here.")
                               .arg(QLocale().toString(size.width()), QLocale().toString(size.height())));
        return;
    }
    const QImage image = reader.read();
    if (image.isNull()) {
        m_picture->setText(tr("The picture is damaged: %1").arg(reader.errorString()));
        return;
    }
    m_picture->setPixmap(QPixmap::fromImage(image));
}

bool CellInspector::event(QEvent* event) {
    return claimEscape(*event) || QWidget::event(event);
}

void CellInspector::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace dbv::ui
