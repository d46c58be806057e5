"""The fixed list of questions behind which somebody may be in danger, and of those that only look so."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.crisis import ACTS, TOPICS, is_crisis

DANGER = [
    # The domain's own list
    "แจ้งเหตุ",
    "โดนทำร้าย",
    "ข่มขืน",
    "กรีดแขน",
    "ฆ่าตัวตาย",
    "หนีออกจากบ้าน",
    "เด็กหาย",
    "เด็กซึมเศร้า กรีดแขน",
    "ล่วงละเมิดทางเพศ ครูต้องทำอย่างไร",
    # As it is said
    "อยากตาย",
    "หนูไม่อยากอยู่แล้ว",
    "อยากตุย ทำไงดี",
    "ครูคะเพื่อนบอกว่าอยากตาย",
    "นักเรียนพูดว่าอยากหายไปจากโลกนี้",
    "ไม่อยากมีชีวิตอยู่",
    "เพื่อนคิดสั้น",
    "เด็กโดนพ่อเลี้ยงลวนลาม",
    "ลูกศิษย์ถูกลวนลามในรถรับส่ง",
    "นักเรียนโดนรุมทำร้ายหลังโรงเรียน",
    "โดนแม่ตีทุกวัน โดนตีจนช้ำ",
    "มีคนขู่ฆ่าครู",
    "นักเรียนพกมีดมาโรงเรียน",
    "นักเรียนกินยาเกินขนาด",
    "เด็กกินยาตาย",
    "เพื่อนผูกคอ",
    "จะกระโดดตึก",
    "ซึมเศร้า",
    "เด็กซึมเศร้ามาก",
    "นักเรียนหายตัวไปตั้งแต่เช้า",
    "คลิปหลุดนักเรียน",
    "โดนแบล็คเมล์",
    "ถูกแบล็กเมลด้วยรูป",
    "ช่วยด้วย",
    "เด็กหมดสติในสนาม",
    "ครูอนาจารเด็ก",
    # Whatever else stands beside them
    "โครงการป้องกันการฆ่าตัวตาย",
    "แบบประเมินเด็กกรีดข้อมือ",
    # Misspelt
    "ค่าตัวตาย",
    "ฆ่าตัวต่าย",
    "ฆ่าตัวตายย",
    "ฆาตัวตาย",
    "ฆ่าตังตาย",
    "อยากต๊าย",
    "อยากตายยยยย",
    "กรีดเเขน",
    "กรี๊ดแขน",
    "กรีดข้อมืิอ",
    "โดนทำร้าน ทำร้ายตัวเอง",
    "ทําร้ายตัวเอง",
    "ทำล้ายตัวเอง",
    "ทำร้ยตัวเอง",
    "หนีออกจากบ้น",
    "ซึมเศร้่า",
    "ข่มขื่น",
    "กระโดตึกเรียน กระโดดตืก",
    # With spaces, signs and invisible characters
    "ฆ่า ตัว ตาย",
    "อ ย า ก ต า ย",
    "กรีด-แขน",
    "ฆ่า.ตัว.ตาย",
    "ฆ่า\u200bตัวตาย",
    "อยากตาย!!!",
    # On the wrong keyboard
    "vpkd9kp",
    # English
    "suicide",
    "suicidal student",
    "I want to die",
    "kill myself",
    "self-harm",
    "self harm in grade 6",
    "cutting her wrists",
    "pupil was raped",
    "sexual abuse",
    "missing child",
    "a student is missing",
    "ran away from home",
    "runaway",
    "kidnapped",
    "emergency",
    "Emergency! child is being beaten",
    "help me",
    "sucide",
]

NO_DANGER = [
    "",
    " ",
    "โครงการป้องกันยาเสพติด",
    "ละครเรื่องตาย",
    "ละครเรื่องตายแล้วไปไหน",
    "ต้นไม้ตายเพราะน้ำท่วม",
    "อยู่กับตายาย",
    "เด็กอยากตามเพื่อนไปเรียน",
    "เยี่ยมบ้าน",
    "ค่าตัวนักแสดง",
    "ฆ่าเชื้อโรคในโรงอาหาร",
    "ยาฆ่าแมลง",
    "กองทุนฉุกเฉิน ขอยังไง",
    "แผนฉุกเฉิน",
    "แผนเผชิญเหตุ 69",
    "emergency plan",
    "emergency response plan",
    "Emergency fund",
    "grape juice",
    "therapeutic drawing",
    "การทำลายสิ่งแวดล้อม",
    "ป่าถูกทำลาย",
    "แจ้งเหตุผลการลา",
    "เด็กหายป่วยกลับมาเรียน",
    "เด็กโดนตีตรา",
    "โดนซ้อมแผนหนีไฟ",
    "ซ้อมหนีไฟ",
    "ออกจากบ้านแต่เช้า",
    "ออกกลางคัน",
    "หนีเรียน",
    "คอมพิวเตอร์",
    "ผูกคอมพิวเตอร์กับโต๊ะ",
    "ตัดผม",
    "กรีดยาง",
    "สวนยางกรีดหน้าฝน",
    "โครงการป้องกันการล่วงละเมิดทางเพศ",
    "แบบคัดกรองซึมเศร้า",
    "คู่มือป้องกันการค้ามนุษย์",
    "หลักสูตรป้องกันการลักพาตัว",
    "ภาพยนตร์เรื่องซึมเศร้า",
    "เด็กซน",
    "เด็กเศร้าเพราะหมาหาย",
    "ของหายในห้องเรียน",
    "การประกันคุณภาพภายใน",
    "self-assessment report",
    "self study",
    "first aid training",
    # The domain's thirty questions, without those of danger
    "ระบบดูเเลช่วยเหลือนักเรียน 5 ขั้นตอน",
    "สพป จบ 2",
    "เบสแพรคติส ยาเสพติด",
    "นวัตกรรมดูแลช่วยเหลือ โรงเรียนขยายโอกาส",
    "เอ็มโอยู ตำรวจ โรงเรียน",
    "แบบเยี่ยมบ้าน",
    "sdq ครูประเมิน excel",
    "คัดกรองเด็กยากจน กสศ",
    "thai zero dropout ประถม",
    "เด็กโดดเรียน",
    "เด็กโดนเพื่อนแกล้ง",
    "พอดไฟฟ้า",
    "เด็กติดเกมส์ แก้ยังไง",
    "นักจิตวิทยาโรงเรียน สพป",
    "ประชุม ผปค classroom meeting",
    "เครือข่ายของโรงเรียนเราครบ 3 หรือยัง",
    "อบต สนับสนุนรถรับส่ง",
    "เด็กจมน้ำ ว่ายน้ำเอาชีวิตรอด",
    "3ป ป้องกัน ปลูกฝัง ปราบปราม",
    "น้ำท่วม โรงเรียนขลุง",
    "ชายแดนเขมร อพยพเด็กนักเรียน",
    "เกียติบัตร อบรม 68",
    "plc ระบบดูแล เทอม 2",
    "รางวัลระบบดูแล 67 ยอดเยี่ยม",
    "รร.ต้นแบบ แถวโป่งน้ำร้อน",
    "ระบบดแูลชว่ยเหลอืนกัเรยีน",
]


@pytest.mark.parametrize("question", DANGER)
def test_danger_is_heard(question):
    assert is_crisis(question)


@pytest.mark.parametrize("question", NO_DANGER)
def test_what_only_looks_so_is_left_alone(question):
    assert not is_crisis(question)


@given(st.sampled_from([*ACTS, *TOPICS]), st.integers(0, 20))
def test_a_space_anywhere_hides_nothing(word, place):
    assert is_crisis(f"{word[:place]} {word[place:]}")


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    is_crisis(text)


def test_a_long_question_is_read_at_once():
    is_crisis("ก")
    started = time.perf_counter()
    for _time in range(20):
        is_crisis("เด็กกับครูไปเที่ยวทะเลด้วยกัน " * 7)
    assert (time.perf_counter() - started) / 20 < 0.02
