-- SPDX-License-Identifier: Apache-2.0
-- The tables. Money is in euro cents unless a column says otherwise; times are UTC.

CREATE TABLE countries (
  country_code TEXT NOT NULL PRIMARY KEY CHECK (length(country_code) = 2),  -- ISO 3166-1 alpha-2
  name TEXT NOT NULL,                                                       -- in English
  native_name TEXT NOT NULL,                                                -- as its people write it
  currency TEXT NOT NULL CHECK (length(currency) = 3),                      -- ISO 4217
  in_eu INTEGER NOT NULL DEFAULT 0 CHECK (in_eu IN (0, 1)),
  vat_percent NUMERIC(4, 2)                                                 -- on books; NULL: not known to the shop
) WITHOUT ROWID;

CREATE TABLE stores (
  store_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  city TEXT NOT NULL,
  country_code TEXT NOT NULL REFERENCES countries (country_code),
  latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  opened_on TEXT NOT NULL,
  closed_on TEXT,                                                           -- NULL: still open
  opening_hours TEXT NOT NULL CHECK (json_valid(opening_hours)),            -- JSON: weekday to [from, to]
  phone TEXT
) STRICT;

CREATE TABLE employees (
  employee_id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES stores (store_id),
  manager_id INTEGER REFERENCES employees (employee_id),                    -- NULL: runs the shop
  full_name TEXT NOT NULL,
  job TEXT NOT NULL CHECK (job IN ('manager', 'bookseller', 'buyer', 'apprentice')),
  hired_on DATE NOT NULL,
  left_on DATE CHECK (left_on IS NULL OR left_on > hired_on),
  salary NUMERIC(10, 2) CHECK (salary > 0),                                 -- euros a year; NULL: not on the payroll any more
  UNIQUE (store_id, employee_id)                                            -- so that an order can name both at once
);

CREATE TABLE publishers (
  publisher_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  country_code TEXT NOT NULL REFERENCES countries (country_code),
  website TEXT,
  founded INTEGER CHECK (founded BETWEEN 1450 AND 2025)
);

CREATE TABLE authors (
  author_id INTEGER PRIMARY KEY,
  full_name TEXT NOT NULL,                                                  -- in the script of the author
  latin_name TEXT NOT NULL,                                                 -- for the shelf label
  country_code TEXT REFERENCES countries (country_code),
  born INTEGER CHECK (born BETWEEN 1850 AND 2005),                          -- NULL: not known
  died INTEGER CHECK (died IS NULL OR died > born)                          -- NULL: alive, or not known
);

CREATE TABLE genres (
  genre_id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES genres (genre_id),                           -- NULL: top of the tree
  name TEXT NOT NULL UNIQUE,
  emoji TEXT
);

CREATE TABLE covers (
  cover_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  mime_type TEXT NOT NULL DEFAULT 'image/png',
  width INTEGER NOT NULL CHECK (width > 0),                                 -- pixels
  height INTEGER NOT NULL CHECK (height > 0),
  image BLOB NOT NULL CHECK (typeof(image) = 'blob'),
  byte_size INTEGER GENERATED ALWAYS AS (length(image)) VIRTUAL
);

CREATE TABLE books (
  book_id INTEGER PRIMARY KEY,                                              -- in order of publication
  isbn TEXT UNIQUE CHECK (isbn IS NULL OR length(isbn) = 13),               -- NULL: none given yet
  title TEXT NOT NULL,
  subtitle TEXT,
  language TEXT NOT NULL,                                                   -- ISO 639-1
  publisher_id INTEGER NOT NULL REFERENCES publishers (publisher_id),
  cover_id INTEGER REFERENCES covers (cover_id),
  published_on DATE,                                                        -- NULL: before the records began
  price_cents INTEGER NOT NULL CHECK (price_cents > 0),
  weight_kg REAL CHECK (weight_kg > 0),
  blurb TEXT,
  metadata TEXT NOT NULL CHECK (json_valid(metadata)),                      -- JSON: binding, pages, size, tags, ...
  pages INTEGER GENERATED ALWAYS AS (json_extract(metadata, '$.pages')) VIRTUAL,
  list_price DECIMAL(8, 2) GENERATED ALWAYS AS (price_cents / 100.0) STORED -- euros
);

CREATE TABLE book_authors (
  book_id INTEGER NOT NULL REFERENCES books (book_id) ON DELETE CASCADE,
  author_id INTEGER NOT NULL REFERENCES authors (author_id),
  position INTEGER NOT NULL CHECK (position > 0),
  role TEXT NOT NULL DEFAULT 'author' CHECK (role IN ('author', 'translator', 'illustrator')),
  PRIMARY KEY (book_id, author_id)
) WITHOUT ROWID;

CREATE TABLE book_genres (
  book_id INTEGER NOT NULL REFERENCES books (book_id) ON DELETE CASCADE,
  genre_id INTEGER NOT NULL REFERENCES genres (genre_id),
  PRIMARY KEY (book_id, genre_id)
) WITHOUT ROWID;

CREATE TABLE price_history (
  book_id INTEGER NOT NULL REFERENCES books (book_id) ON DELETE CASCADE,
  valid_from DATE NOT NULL,
  valid_to DATE CHECK (valid_to IS NULL OR valid_to > valid_from),          -- exclusive; NULL: the price of today
  price_cents INTEGER NOT NULL CHECK (price_cents > 0),
  PRIMARY KEY (book_id, valid_from)
) WITHOUT ROWID;

CREATE TABLE inventory (
  store_id INTEGER NOT NULL REFERENCES stores (store_id),
  book_id INTEGER NOT NULL REFERENCES books (book_id),
  on_hand INTEGER NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
  reorder_at INTEGER NOT NULL DEFAULT 2 CHECK (reorder_at >= 0),
  shelf TEXT,                                                               -- NULL: in the back room
  counted_on DATE,                                                          -- NULL: never counted by hand
  PRIMARY KEY (store_id, book_id)
) WITHOUT ROWID;

CREATE TABLE customers (
  customer_id INTEGER PRIMARY KEY,                                          -- in order of joining
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  family_first INTEGER NOT NULL DEFAULT 0 CHECK (family_first IN (0, 1)),   -- 1: written family name first, without a space
  email TEXT NOT NULL CHECK (email LIKE '%_@_%._%'),
  phone TEXT,
  born_on DATE,
  joined_on DATE NOT NULL,
  tier TEXT NOT NULL DEFAULT 'reader' CHECK (tier IN ('reader', 'regular', 'patron')),
  newsletter BOOLEAN NOT NULL DEFAULT 0 CHECK (newsletter IN (0, 1)),
  preferences TEXT CHECK (preferences IS NULL OR json_valid(preferences)),  -- JSON; NULL: never asked
  full_name TEXT GENERATED ALWAYS AS (
    CASE family_first WHEN 1 THEN family_name || given_name ELSE given_name || ' ' || family_name END) STORED
);

CREATE TABLE addresses (
  customer_id INTEGER NOT NULL REFERENCES customers (customer_id) ON DELETE CASCADE,
  address_no INTEGER NOT NULL CHECK (address_no > 0),                       -- 1 is the main one
  label TEXT,
  street TEXT NOT NULL,
  postcode TEXT,
  city TEXT NOT NULL,
  country_code TEXT NOT NULL REFERENCES countries (country_code),
  PRIMARY KEY (customer_id, address_no)
) WITHOUT ROWID;

CREATE TABLE orders (
  order_id INTEGER PRIMARY KEY,
  ordered_at TIMESTAMP NOT NULL,                                            -- YYYY-MM-DD HH:MM:SS
  channel TEXT NOT NULL CHECK (channel IN ('store', 'web', 'phone')),
  status TEXT NOT NULL CHECK (status IN ('open', 'paid', 'shipped', 'completed', 'cancelled', 'returned')),
  customer_id INTEGER REFERENCES customers (customer_id),                   -- NULL: somebody at the till
  ship_to INTEGER,                                                          -- NULL: taken home from the shop
  store_id INTEGER REFERENCES stores (store_id),                            -- NULL: web and phone
  employee_id INTEGER,
  coupon TEXT,
  note TEXT,
  items_cents INTEGER NOT NULL DEFAULT 0 CHECK (items_cents >= 0),          -- the sum of the lines; triggers keep it
  discount_cents INTEGER NOT NULL DEFAULT 0 CHECK (discount_cents >= 0),
  shipping_cents INTEGER NOT NULL DEFAULT 0 CHECK (shipping_cents >= 0),
  total_cents INTEGER GENERATED ALWAYS AS (items_cents - discount_cents + shipping_cents) STORED,
  FOREIGN KEY (customer_id, ship_to) REFERENCES addresses (customer_id, address_no),
  FOREIGN KEY (store_id, employee_id) REFERENCES employees (store_id, employee_id)
);

CREATE TABLE order_lines (
  order_id INTEGER NOT NULL REFERENCES orders (order_id) ON DELETE CASCADE,
  line_no INTEGER NOT NULL CHECK (line_no > 0),
  book_id INTEGER NOT NULL REFERENCES books (book_id),
  quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity > 0),
  unit_price_cents INTEGER NOT NULL CHECK (unit_price_cents >= 0),          -- the price of that day
  discount_percent INTEGER NOT NULL DEFAULT 0 CHECK (discount_percent BETWEEN 0 AND 100),
  line_cents INTEGER GENERATED ALWAYS AS (quantity * unit_price_cents * (100 - discount_percent) / 100) VIRTUAL,
  PRIMARY KEY (order_id, line_no)
) WITHOUT ROWID;

CREATE TABLE payments (
  payment_id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders (order_id),
  method TEXT NOT NULL CHECK (method IN ('card', 'cash', 'transfer', 'gift card')),
  paid_at INTEGER NOT NULL,                                                 -- seconds since 1970
  amount DECIMAL(10, 2) NOT NULL CHECK (amount <> 0),                       -- euros; negative: a refund
  reference TEXT                                                            -- NULL: cash
);

CREATE TABLE shipments (
  shipment_id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders (order_id),
  carrier TEXT NOT NULL,
  tracking_code TEXT,                                                       -- NULL: sent as a letter
  shipped_on DATE NOT NULL,
  delivered_on DATE CHECK (delivered_on IS NULL OR delivered_on >= shipped_on)  -- NULL: on its way, or lost
);

CREATE TABLE reviews (
  book_id INTEGER NOT NULL REFERENCES books (book_id) ON DELETE CASCADE,
  customer_id INTEGER NOT NULL REFERENCES customers (customer_id) ON DELETE CASCADE,
  rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  body TEXT,                                                                -- NULL: stars only
  written_on DATE NOT NULL,
  PRIMARY KEY (book_id, customer_id)
);

CREATE TABLE audit_log (
  audit_id INTEGER PRIMARY KEY,
  happened_at TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_key TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete')),
  before_json TEXT CHECK (before_json IS NULL OR json_valid(before_json)),
  after_json TEXT CHECK (after_json IS NULL OR json_valid(after_json))
) STRICT;
