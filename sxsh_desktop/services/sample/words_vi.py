"""Vietnamese names and phrases of the sample province. Data, not interface: none of it is translated.

Every person, business and number is invented; places are real. Phone numbers use a range that is not given out.
"""

from __future__ import annotations

from dataclasses import dataclass

FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Huỳnh",
    "Phan",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
)
MIDDLE_MEN = ("Văn", "Hữu", "Minh", "Thanh", "Quốc", "Hoàng", "Công", "Đức")
MIDDLE_WOMEN = ("Thị", "Ngọc", "Kim", "Thị Mỹ", "Thị Hồng", "Bích")
GIVEN_MEN = (
    "Phước",
    "Lộc",
    "Tâm",
    "Hải",
    "Sơn",
    "Tuấn",
    "Khoa",
    "Nhân",
    "Thành",
    "Út",
    "Phong",
    "Dũng",
    "Tài",
)
GIVEN_WOMEN = ("Hạnh", "Loan", "Thủy", "Nga", "Gấm", "Hương", "Tuyết", "Liên", "Phượng", "Diễm", "Cúc", "Mai")
TITLES = ("Giám đốc", "Chủ cơ sở", "Phó giám đốc", "Quản đốc", "Kế toán", "Tổ trưởng sản xuất")
NAME_PARTS = (
    "Tân Thạnh Phát", "Phước Lộc", "Hòa Bình", "Út Hiền", "Kim Hoa", "Hưng Lợi", "Ngọc Lan", "Đồng Tiến", "Sáu Giàu",
    "Năm Lành", "Phú Cường", "An Hiệp", "Hưng Thạnh", "Long Hưng", "Tân Quy", "Vĩnh Thạnh", "Thanh Mai", "Mỹ Phú",
    "Sông Xanh", "Ba Tùng", "Tư Đức", "Thuận Thiên", "Minh Tâm", "Cẩm Nguyên", "Bảy Đèo", "Tiến Đạt", "Hồng Phúc",
    "Trường Sơn", "Thành Công", "Nam Việt", "Vạn Phát", "Gia Huy", "Nhật Quang", "Hai Lúa", "Tấn Lợi", "Phát Tài",
)  # fmt: skip
HAMLETS = ("Ấp 1", "Ấp 2", "Ấp Tân Hòa", "Ấp Bình Định", "Khóm 3", "Ấp Đông Mỹ", "Khóm Mỹ Phú", "Ấp Trung")
ADVICE = (
    "Lắp đồng hồ điện riêng cho máy chính và ghi sổ hằng ngày; vệ sinh định kỳ, tắt thiết bị khi chờ.",
    "Sửa chỗ rò rỉ trong tháng này; lập định mức điện, nước trên tấn sản phẩm và treo tại xưởng.",
    "Ưu tiên các giải pháp không tốn chi phí trước; mời tư vấn tính kỹ phần thiết bị.",
)
REMARKS = (
    "Chủ cơ sở trả lời theo trí nhớ, sẽ gửi hóa đơn sau.",
    "Hóa đơn điện chụp từ điện thoại của kế toán.",
    "Xưởng ngừng một tuần vì sửa máy.",
    "",
    "",
    "",
)
PROPOSALS = (
    "Đề nghị hỗ trợ một phần kinh phí thay động cơ và biến tần.",
    "Mong được tham quan mô hình đã làm trong tỉnh.",
    "Cần tài liệu hướng dẫn ngắn, dễ hiểu cho công nhân.",
    "",
)


@dataclass(frozen=True, slots=True)
class Trade:
    """What a sector of the sample makes and uses, per tonne (or thousand pieces) of product.

    `kwh`: low and high of electricity per unit; `water`: m3 per unit; `fuel`: (carrier, unit, amount per unit);
    `raw`: name and tonnes of the main raw material per unit; `solutions`: (name, category, place).
    """

    sector: str
    vsic: str
    word: str
    product: str
    unit: str
    kwh: tuple[float, float]
    water: float
    output: tuple[int, int]
    raw: tuple[str, float]
    waste: str
    fuel: tuple[str, str, float] | None
    solutions: tuple[tuple[str, str, str], ...]
    share: int


_MOTOR = ("Lắp biến tần cho động cơ tải thay đổi", "thietbi", "Máy chính")
_LIGHT = ("Thay đèn bằng LED, mở mái lấy sáng", "thietbi", "Nhà xưởng")
_LEAK = ("Khắc phục rò rỉ, lập lịch bảo dưỡng", "noivi", "Toàn xưởng")
_NORM = ("Lập định mức và ghi sổ điện, nước theo ca", "quatrinh", "Quản lý")

TRADES = (
    Trade(
        "xayxat", "1061", "Nhà máy xay xát, lau bóng gạo", "Gạo thành phẩm", "tan", (26, 58), 0.02, (1500, 24000),
        ("Lúa khô", 1.55), "Trấu", ("trau", "tan", 0.08),
        (("Chỉnh khe ru lô và cối xay theo ẩm độ lúa", "quatrinh", "Máy xay"), _MOTOR,
         ("Thu trấu, cám kín để bán", "tanthu", "Cyclone"), _LIGHT), 11,
    ),
    Trade(
        "nuocda", "3530", "Nhà máy nước đá", "Nước đá cây", "tan", (58, 108), 1.3, (1800, 16000),
        ("Nước sạch", 1.2), "Nước nhả đá", None,
        (("Làm lạnh sơ bộ nước cấp bằng nước nhả đá", "tanthu", "Bể nước cấp"),
         ("Vệ sinh dàn ngưng, xả khí không ngưng", "quatrinh", "Dàn ngưng"),
         ("Sửa cách nhiệt bể đá và nắp đậy", "thietbi", "Bể đá"), _MOTOR), 6,
    ),
    Trade(
        "phelieu", "3830", "Cơ sở tái chế nhựa", "Hạt nhựa tái sinh", "tan", (320, 640), 4.5, (150, 1800),
        ("Nhựa phế liệu", 1.25), "Cặn, bùn rửa nhựa", None,
        (("Tuần hoàn nước rửa qua bể lắng", "tanthu", "Bể rửa"), ("Phân loại đầu vào", "noivi", "Sân nhập"),
         ("Bảo ôn nòng máy đùn", "thietbi", "Máy đùn")), 3,
    ),
    Trade(
        "thuysan", "1020", "Công ty chế biến thủy sản", "Cá tra phi lê đông lạnh", "tan", (760, 1240), 14.0,
        (900, 9000), ("Cá tra nguyên liệu", 2.4), "Đầu, xương, mỡ cá", ("do", "lit", 2.0),
        (("Khóa vòi tự động, rửa áp lực", "quatrinh", "Khu phi lê"),
         ("Thay gioăng cửa kho lạnh, màn chắn", "thietbi", "Kho lạnh"), _NORM), 3,
    ),
    Trade(
        "thucan", "1080", "Công ty thức ăn thủy sản", "Thức ăn viên", "tan", (42, 92), 0.4, (5000, 60000),
        ("Bắp, bã nành, cám", 1.03), "Bao bì, bụi", ("cui", "tan", 0.03),
        (_MOTOR, ("Thu hồi nước ngưng về nồi hơi", "tanthu", "Nồi hơi"), _NORM), 2,
    ),
    Trade(
        "thucpham", "1062", "Cơ sở bột gạo", "Bột gạo khô", "tan", (80, 190), 9.0, (120, 1500),
        ("Gạo tấm", 1.2), "Nước thải tinh bột, bã", ("lpg", "kg", 9.0),
        (("Dùng lại nước rửa cuối cho lần rửa đầu", "tanthu", "Bể rửa"), _LEAK, _LIGHT), 4,
    ),
    Trade(
        "gach", "2392", "Lò gạch", "Gạch đất nung", "ngan", (18, 46), 0.5, (900, 9000),
        ("Đất sét", 2.6), "Gạch vỡ, tro trấu", ("trau", "tan", 0.55),
        (("Chuyển lò liên hoàn đốt trấu", "congnghe", "Lò nung"),
         ("Che chắn, phơi gạch mộc đúng ẩm", "quatrinh", "Sân phơi")),
        3,
    ),
    Trade(
        "maymac", "1410", "Xí nghiệp may", "Quần áo may sẵn", "cai", (0.5, 1.4), 0.02, (80000, 900000),
        ("Vải", 0.00032), "Vải vụn", ("cui", "kg", 0.1),
        (("Thay động cơ máy may bằng servo", "thietbi", "Chuyền may"), _LIGHT,
         ("Bảo ôn ống hơi bàn ủi", "thietbi", "Bàn ủi")), 2,
    ),
)  # fmt: skip
